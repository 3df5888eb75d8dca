/** One member of the list: a coding and the weight that it is given. */
const member = /^\s*(?<coding>[!#$%&'*+.^_`|~\w-]+)\s*(?:;\s*q=(?<weight>0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/iu;

/**
 * Is gzip the best that an `Accept-Encoding` takes (RFC 9110, 12.5.3)? What is not named has the weight of `*`; text as it is
 * comes last unless it is named. Without the header, and where neither is taken, text is sent as it is. A member that cannot be
 * read takes nothing.
 */
export function takesGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined || acceptEncoding === '') return false;
  const weights = new Map<string, number>();
  for (const each of acceptEncoding.split(',')) {
    const { coding = '', weight = '1' } = member.exec(each)?.groups ?? {};
    weights.set(coding.toLowerCase(), Number(weight));
  }
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0;
  return gzip > 0 && gzip >= (weights.get('identity') ?? 0);
}
