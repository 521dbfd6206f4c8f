// What of ProseMirror the editor uses, as one file for the browser; the launcher bundles it.
export * as model from "prosemirror-model";
export * as state from "prosemirror-state";
export * as view from "prosemirror-view";
export * as keymap from "prosemirror-keymap";
export * as history from "prosemirror-history";
export * as commands from "prosemirror-commands";
export * as lists from "prosemirror-schema-list";
export * as inputrules from "prosemirror-inputrules";
export * as dropcursor from "prosemirror-dropcursor";
export * as gapcursor from "prosemirror-gapcursor";
