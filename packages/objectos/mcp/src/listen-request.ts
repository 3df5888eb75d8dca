/** A request for a stream of changes, as far as a watch needs to understand it. */
export interface ListenRequest {
  readonly id: string | number;
  readonly method: 'subscriptions/listen';
  readonly params: {
    readonly notifications: {
      readonly toolsListChanged?: boolean;
      readonly promptsListChanged?: boolean;
      readonly resourcesListChanged?: boolean;
      readonly resourceSubscriptions?: readonly string[];
    };
  };
}

/** Is it one that is well-formed enough to watch for? What is not the SDK refuses. */
export function isListenRequest(message: unknown): message is ListenRequest {
  if (!isObject(message) || message['method'] !== 'subscriptions/listen' || !isObject(message['params'])) return false;
  const { notifications } = message['params'];
  if (!isObject(notifications)) return false;
  const uris = notifications['resourceSubscriptions'] ?? [];
  return Array.isArray(uris) && uris.every((uri) => typeof uri === 'string');
}

/** The resources that a message asks to hear of; undefined where it is another message. */
export function followedBy(message: unknown): readonly string[] | undefined {
  return isListenRequest(message) ? (message.params.notifications.resourceSubscriptions ?? []) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
