"""What people, and those who mean harm, put into fields for text. Short enough for every field."""

RIGHT_TO_LEFT = "صداع \u202eفي الرأس\u202c שלום"
EMOJI = "🤕👩🏽\u200d⚕️🇬🇧"
SCRIPT = "<script>alert(1)</script>"

TEXTS = {
    "right_to_left": RIGHT_TO_LEFT,
    "emoji": EMOJI,
    "script": SCRIPT,
    "event_handler": '"><img src=x onerror="alert(1)">',
    "script_url": "javascript:alert(1)//",
    "broken_html": "</p></div><a href='x' \"<b <!-- &#0; &am",
    "template": "{{ 7|add:1 }} {% now 'Y' %} %(name)s {0}",
    "control_characters": "a\x01\x0b\x1b\x7f\ufffe\u2028b",
    "stacked_marks": "Z" + "\u0301" * 40,
}
"""By name, for ``parametrize``: all of them are text, so they are kept and shown as typed."""

NUL = "a\x00b"
HALF_AN_EMOJI = "a\ud83eb"
"""What is left in a rich text editor when half of a character is deleted."""
