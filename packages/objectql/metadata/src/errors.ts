/** Every code of a metadata issue, with what it means. Explained in docs/reference/errors.md. */
export const metadataErrors = {
  METADATA_SYNTAX: 'The text is not valid YAML or JSON.',
  METADATA_SHAPE: 'A value has the wrong type or is missing.',
  METADATA_UNKNOWN_KEY: 'A key that nothing reads.',
  METADATA_NAME: 'A name is not an identifier, or is reserved.',
  METADATA_VALUE: 'A value is outside what its place allows.',
  METADATA_REFERENCE: 'A name refers to nothing that is there.',
  METADATA_DUPLICATE_NAME: 'Two things have one name.',
  METADATA_IMPORT: 'An import of a manifest cannot be read.',
  METADATA_AMBIGUOUS: 'A name could mean several things.',
  FLOW_UNREACHABLE_STATE: 'No path of transitions leads to a state.',
  FLOW_OPEN_EVENT: 'An event has no condition on who may cause it.',
} as const satisfies Record<string, string>;

export type MetadataErrorCode = keyof typeof metadataErrors;
