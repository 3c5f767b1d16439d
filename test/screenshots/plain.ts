/** Settings for pictures: nothing in them that is not about what they show. */
export const plain = {
  "breadcrumbs.enabled": false,
  "editor.cursorBlinking": "solid",
  "editor.hover.above": false,
  "editor.occurrencesHighlight": "off",
  "editor.renderWhitespace": "none",
  "editor.stickyScroll.enabled": false,
  "remote.autoForwardPorts": false,
  "window.commandCenter": false,
  "workbench.activityBar.location": "hidden",
};
