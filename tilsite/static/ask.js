// The form that asks for a draft.
