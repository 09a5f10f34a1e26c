"""Images."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlockValidationError
from wagtail.images.blocks import ImageBlock as WagtailImageBlock
from wagtail.images.blocks import ImageChooserBlock

from headhealth.blocks.choosers import HealthChooserMixin
from headhealth.blocks.rule_checked import HealthStructBlock
from headhealth.blocks.rule_messages import as_validation_error
from headhealth.blocks.section import DETAIL_GROUP
from headhealth.rules.images import check_alternative_text


class HealthImageChooserBlock(HealthChooserMixin, ImageChooserBlock):
    """An image, by its file: alternative text is for each use of it."""

    def get_searchable_content(self, value: Any) -> list[str]:
        return []


class DescribedImageBlock(WagtailImageBlock):
    """Wagtail's image with alternative text or a mark as decorative, checked by our rule.

    The value is the image; its ``contextual_alt_text`` is "" where it is decorative.
    """

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        chooser = HealthImageChooserBlock(required=required, label=_("Image"))
        chooser.set_name("image")
        self.child_blocks["image"] = chooser

    def clean(self, value: Any) -> Any:
        self._clean_child("image", value)
        if value:
            self._clean_child("alt_text", value.contextual_alt_text or "")
        if value and not self.is_deferred_validation:
            alt_text = value.contextual_alt_text or ""
            for finding in check_alternative_text(alt_text, bool(value.decorative)):
                error = as_validation_error(finding)
                raise StructBlockValidationError(block_errors={"alt_text": error})
        return value

    def _clean_child(self, name: str, value: Any) -> None:
        try:
            self.child_blocks[name].clean(value)
        except ValidationError as error:
            raise StructBlockValidationError(block_errors={name: error}) from error


class HealthImageBlock(HealthStructBlock):
    """An image with caption and credit."""

    image = DescribedImageBlock(label=_("Image"))
    caption = CharBlock(
        label=_("Caption"),
        required=False,
        max_length=500,
        help_text=_("What readers should see in the image. It stands below it."),
    )
    credit = CharBlock(
        label=_("Credit"), required=False, max_length=255, help_text=_("Whose image it is.")
    )

    class Meta:
        icon = "image"
        label = _("Image")
        group = DETAIL_GROUP
        description = _("An image that explains something, with alt text, caption and credit.")
        template = "headhealth/blocks/image.html"
        preview_template = "headhealth/blocks/image_preview.html"
        label_format = "{caption}"
        preview_value = {
            "image": None,
            "caption": _("Where the muscles of the neck meet the head."),
            "credit": _("Photo: the clinic"),
        }
