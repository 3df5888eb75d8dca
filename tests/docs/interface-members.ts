import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

/** A member of an interface, with its doc comment in one line. */
export interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly doc: string;
}

/** The members of an interface that the file declares; not those of what it extends. */
export function membersOf(file: string, name: string): readonly Member[] {
  const members = interfacesOf(file).get(name);
  if (members === undefined) throw new Error(`${file} declares no interface ${name}`);
  return members;
}

function interfacesOf(file: string): ReadonlyMap<string, readonly Member[]> {
  const text = readFileSync(file, 'utf8');
  const { program, comments } = parseSync(file, text);
  const docOf = (start: number): string => {
    const comment = comments.findLast(({ end, type, value }) => type === 'Block' && value.startsWith('*') && end <= start && text.slice(end, start).trim() === '');
    return (comment?.value ?? '').replaceAll(/^\s*\*+ ?/gmu, '').replaceAll(/\s+/gu, ' ').trim();
  };
  const found = new Map<string, readonly Member[]>();
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'TSInterfaceDeclaration') continue;
    const members = declaration.body.body.flatMap((member): Member[] =>
      (member.type === 'TSPropertySignature' || member.type === 'TSMethodSignature') && member.key.type === 'Identifier'
        ? [{ name: member.key.name, optional: member.optional, doc: docOf(member.start) }]
        : []);
    found.set(declaration.id.name, members);
  }
  return found;
}
