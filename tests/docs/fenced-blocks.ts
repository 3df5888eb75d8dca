/** A fenced block of a page. */
export interface FencedBlock {
  readonly language: string;
  readonly text: string;
  /** The file that the line before it names, as in "`my-app/purchase.ts`:". */
  readonly file: string | undefined;
  /** What the line before it links to, as in "From [the flow](expense.flow.yml):": the block is part of that file. */
  readonly source: string | undefined;
  /** Counted from 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown text, in order. */
export function fencedBlocks(markdown: string): readonly FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let end = 0;
  for (const { 0: whole, 1: language = '', 2: text = '', index } of markdown.matchAll(/^```(\w*)\n(.*?)^```$/gmsu)) {
    const before = markdown.slice(end, index);
    blocks.push({ language, text, file: /`([^`\s]+)`:\s*$/u.exec(before)?.[1], source: /\]\(([^)\s#]+)\):\s*$/u.exec(before)?.[1], line: markdown.slice(0, index).split('\n').length });
    end = index + whole.length;
  }
  return blocks;
}

/** Whether a block shows what the command before it prints. */
export function isOutputOf(block: FencedBlock, command: FencedBlock | undefined): boolean {
  return command?.language === 'bash' && block.file === undefined && block.source === undefined && ['text', 'json'].includes(block.language);
}
