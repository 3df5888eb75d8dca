/** Errors that only the receiving side can find. */
export const receiverErrors = {
  RESPONSE_UNEXPECTED: (status: number) => `The answer with status ${status} is not one of ObjectOS; see what stands between this client and the server.`,
} as const;
