import type { InputRequiredResult, ReadResourceResult, Resource as ListedResource, ResourceTemplateType } from '@modelcontextprotocol/server';
import { Fault } from '@objectos/kernel';
import { contentsOf } from './content.ts';
import type { Conversation } from './conversation.ts';
import { bindingOf } from './exchange.ts';
import type { Exchange, Reader } from './exchange.ts';
import { resourceAt, schemas } from './readable-resource.ts';
import type { ReadableResource } from './readable-resource.ts';

/** Objects as `meta.objects` tells them. */
interface ObjectSummary {
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly verbs: readonly string[];
}

/** The objects that the caller may use; none for an agent whose delegation leaves out asking for them. */
export async function objectsOf(conversation: Conversation, reader: Reader): Promise<readonly ObjectSummary[]> {
  if (!reader.catalogue.permitted.has('meta.objects')) return [];
  const { value } = await conversation.perform({ operation: 'meta.objects', input: {} }, reader);
  return (value as { readonly objects: readonly ObjectSummary[] }).objects;
}

/** What can be read without knowing anything, by URI, sorted: the schema of each object, and what plugins bring. Records have a template. */
export async function listedResources(conversation: Conversation, reader: Reader): Promise<readonly (readonly [uri: string, ListedResource])[]> {
  const described = reader.catalogue.resources.includes(schemas) ? await objectsOf(conversation, reader) : [];
  const own = described.map(({ name, label, description }): ListedResource => {
    const uri = schemas.template.expand({ object: name });
    return { uri, name, title: label, description: description ?? `Fields, events and actions of ${label}.`, mimeType: schemas.listed.mimeType };
  });
  const contributed = reader.catalogue.resources.filter(({ template }) => template.variables.length === 0).map(({ template, listed: { name, title, description, mimeType } }): ListedResource => ({ uri: template.text, name, title, description, mimeType }));
  return [...own, ...contributed].map((resource) => [resource.uri, resource] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Templates by their URI, sorted. */
export function listedTemplates({ catalogue }: Reader): readonly (readonly [uri: string, ResourceTemplateType])[] {
  const templates = catalogue.resources.filter(({ template }) => template.variables.length > 0);
  return templates.map(({ template: { text }, listed: { name, title, description, mimeType } }) => [text, { uriTemplate: text, name, title, description, mimeType }] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The resource at `uri`. Throws `ResourceNotFoundError`, the same for what does not exist and what may not be read. */
export async function readResource(conversation: Conversation, uri: string, exchange: Exchange): Promise<ReadResourceResult | InputRequiredResult> {
  const { resource, target } = found(uri, exchange);
  const round = await conversation.round(exchange, () => bindingOf(exchange, { name: uri }));
  const spoken = await conversation.call(target, round).catch((error: unknown) => hide(error, uri, exchange));
  return 'asking' in spoken ? spoken.asking : { contents: contentsOf(spoken.reply, uri, resource.listed.mimeType) };
}

/** The contents at `uri` for another answer or a comparison; there is nobody to ask then. */
export async function readContents(conversation: Conversation, uri: string, reader: Reader): Promise<ReadResourceResult['contents']> {
  const { resource, target } = found(uri, reader);
  const reply = await conversation.perform(target, reader).catch((error: unknown) => hide(error, uri, reader));
  return contentsOf(reply, uri, resource.listed.mimeType);
}

function found(uri: string, { sdk, catalogue }: Reader) {
  const at = resourceAt(catalogue.resources, uri);
  if (at === undefined) throw new sdk.ResourceNotFoundError(uri);
  const { resource, variables }: { resource: ReadableResource; variables: Readonly<Record<string, string>> } = at;
  return { resource, target: resource.target(variables) };
}

/** What is not there, is hidden or is no such name at all: each reads alike. */
function hide(error: unknown, uri: string, { sdk }: Reader): never {
  if (error instanceof Fault && (error.category === 'not_found' || error.category === 'malformed' || error.category === 'forbidden')) throw new sdk.ResourceNotFoundError(uri);
  throw error;
}
