/**
 * Citing sources in Wagtail's rich text editor.
 *
 * A citation is an immutable entity with the id of a source; its text, “[NHS, 2023]”, is only a
 * label for editors. Titles are not part of the text: they are looked up once for all citations of
 * a page, which also tells which sources were deleted.
 */
(() => {
  const { React, draftail, wagtailConfig } = window;
  const { EditorState, Modifier, SelectionState } = window.DraftJS;

  const ENTITY_TYPE = 'SOURCE';
  // Keeps addresses short enough for every server.
  const IDS_PER_REQUEST = 100;

  /** What the server says about sources: data as from the chooser, or null if it was deleted. */
  const sources = {
    known: new Map(),
    listeners: new Map(),
    waiting: new Set(),
    url: '',

    /** Calls `listener` once a source is known; returns a function that cancels that. */
    find(id, listener) {
      if (!this.listeners.has(id)) this.listeners.set(id, new Set());
      this.listeners.get(id).add(listener);
      if (this.known.has(id)) {
        listener(this.known.get(id));
      } else {
        if (!this.waiting.size) setTimeout(() => this.request());
        this.waiting.add(id);
      }
      return () => this.listeners.get(id).delete(listener);
    },

    learn(id, source) {
      this.known.set(id, source);
      (this.listeners.get(id) || []).forEach((listener) => listener(source));
    },

    request() {
      const ids = [...this.waiting];
      this.waiting.clear();
      for (let start = 0; start < ids.length; start += IDS_PER_REQUEST) {
        this.requestSome(ids.slice(start, start + IDS_PER_REQUEST));
      }
    },

    async requestSome(ids) {
      const query = new URLSearchParams(ids.map((id) => ['id', id]));
      try {
        const response = await fetch(`${this.url}?${query}`, {
          credentials: 'same-origin',
        });
        const { result } = await response.json();
        const byId = new Map(
          result.map((source) => [String(source.id), source]),
        );
        ids.forEach((id) => this.learn(id, byId.get(id) || null));
      } catch {
        // Without an answer the chips keep to their labels: nothing is known to be missing.
      }
    },
  };

  const labels = { missingLabel: '', missingTitle: '' };

  const getSourceId = (entity) => {
    const id = String(entity.getData().id || '');
    return /^\d{1,18}$/.test(id) ? id : '';
  };

  /** Removes a citation with its label, which says nothing to readers. */
  const removeCitation = ({ offsetKey, getEditorState, setEditorState }) => {
    const editorState = getEditorState();
    // Draft.js counts the parts of a block, of which a citation is one.
    const [blockKey, part] = offsetKey.split('-');
    const range = editorState.getBlockTree(blockKey).get(Number(part));
    const nextContent = Modifier.removeRange(
      editorState.getCurrentContent(),
      SelectionState.createEmpty(blockKey).merge({
        anchorOffset: range.get('start'),
        focusOffset: range.get('end'),
      }),
      'forward',
    );
    setEditorState(EditorState.push(editorState, nextContent, 'remove-range'));
  };

  /** Shows a citation as a chip, with the title of its source and buttons to change or remove it. */
  const Citation = (props) => {
    const id = getSourceId(props.contentState.getEntity(props.entityKey));
    // undefined: not known yet.
    const [source, setSource] = React.useState(sources.known.get(id));
    React.useEffect(
      () => (id ? sources.find(id, setSource) : undefined),
      [id],
    );

    const isMissing = source === null || !id;
    const title = source ? source.string : '';
    return React.createElement(
      'span',
      {
        className: `hh-citation-chip${isMissing ? ' hh-citation-chip--missing' : ''}`,
        title: isMissing ? labels.missingTitle : title,
      },
      React.createElement(draftail.TooltipEntity, {
        ...props,
        // An element before the label would be one more stop for the arrow keys.
        icon: React.createElement(React.Fragment),
        onRemove: () => removeCitation(props),
        label: isMissing ? labels.missingLabel : title,
        url: (source && source.edit_url) || null,
      }),
    );
  };

  /** Opens the chooser for sources and puts the citation into the text. */
  class CitationSource extends draftail.ModalWorkflowSource {
    getChooserConfig() {
      const urlParams = {};
      if (wagtailConfig && wagtailConfig.ACTIVE_CONTENT_LOCALE) {
        urlParams.locale = wagtailConfig.ACTIVE_CONTENT_LOCALE;
      }
      return {
        url: this.props.entityType.chooserUrls.sourceChooser,
        urlParams,
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: this.onChosen },
      };
    }

    filterEntityData(data) {
      return { id: Number(data.id) };
    }

    onChosen(data) {
      const { editorState, entity, entityType, onComplete } = this.props;
      let selection = editorState.getSelection();
      const isReplacing =
        entity && entity.getType() === ENTITY_TYPE && !selection.isCollapsed();
      if (!isReplacing) {
        // A citation follows the words it supports, so it never replaces what is selected.
        selection = selection.merge({
          anchorKey: selection.getEndKey(),
          anchorOffset: selection.getEndOffset(),
          focusKey: selection.getEndKey(),
          focusOffset: selection.getEndOffset(),
          isBackward: false,
        });
      }

      sources.learn(String(data.id), data);
      const content = editorState
        .getCurrentContent()
        .createEntity(entityType.type, 'IMMUTABLE', this.filterEntityData(data));
      const nextContent = Modifier.replaceText(
        content,
        selection,
        `[${data.citation_label || data.string}]`,
        null,
        content.getLastCreatedEntityKey(),
      );

      this.workflow.close();
      onComplete(
        EditorState.push(editorState, nextContent, 'insert-characters'),
      );
    }

    onClose(event) {
      event.preventDefault();
      // Unlike `onClose` of the props, this gives the keyboard back to the editor.
      this.props.onComplete(null);
    }
  }

  /** The edges of the citation that has a place in a block inside it, or null. */
  const findEdges = (content, blockKey, offset) => {
    const block = content.getBlockForKey(blockKey);
    const entityKey = block && offset > 0 && block.getEntityAt(offset);
    if (
      !entityKey ||
      block.getEntityAt(offset - 1) !== entityKey ||
      content.getEntity(entityKey).getType() !== ENTITY_TYPE
    ) {
      return null;
    }
    let edges = null;
    block.findEntityRanges(
      (character) => character.getEntity() === entityKey,
      (start, end) => {
        if (start < offset && offset < end) edges = { start, end };
      },
    );
    return edges;
  };

  /**
   * Keeps the cursor and the ends of a selection out of labels, as if a citation were a single
   * character: the arrow keys go over it. Changing a part of a label would turn the rest of it
   * into plain text, and readers would see “[NHS, 20”.
   */
  const keepOutOfLabels = (editorState, previousState) => {
    const content = editorState.getCurrentContent();
    const selection = editorState.getSelection();
    const previous = previousState.getSelection();

    const move = (key, offset, previousKey, previousOffset, goesToEnd) => {
      const edges = findEdges(content, key, offset);
      if (!edges) return offset;
      if (key === previousKey && previousOffset === edges.end) return edges.start;
      if (key === previousKey && previousOffset === edges.start) return edges.end;
      return goesToEnd ? edges.end : edges.start;
    };

    const isBackward = selection.getIsBackward();
    const focusOffset = move(
      selection.getFocusKey(),
      selection.getFocusOffset(),
      previous.getFocusKey(),
      previous.getFocusOffset(),
      !isBackward,
    );
    const anchorOffset = selection.isCollapsed()
      ? focusOffset
      : move(
          selection.getAnchorKey(),
          selection.getAnchorOffset(),
          null,
          null,
          isBackward,
        );
    if (
      focusOffset === selection.getFocusOffset() &&
      anchorOffset === selection.getAnchorOffset()
    ) {
      return editorState;
    }
    return EditorState.forceSelection(
      editorState,
      selection.merge({ anchorOffset, focusOffset }),
    );
  };

  draftail.registerPlugin({
    type: ENTITY_TYPE,
    source: CitationSource,
    decorator: Citation,
  });

  draftail.registerPlugin(
    {
      type: ENTITY_TYPE,
      // Runs before the first citation is shown. `this` holds the options given by the server.
      initialize() {
        sources.url = this.chosenUrl;
        labels.missingLabel = this.missingLabel;
        labels.missingTitle = this.missingTitle;
      },
      onChange(editorState, { getEditorState }) {
        return keepOutOfLabels(editorState, getEditorState());
      },
    },
    'plugins',
  );
})();
