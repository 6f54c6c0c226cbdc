import { SaxesParser, type SaxesTagNS } from 'saxes';

/** An element as it stood there. Attributes are of no interest to us. */
export interface XmlElement {
  readonly uri: string;
  readonly local: string;
  /** Its own text, without that of the elements within. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Why bytes are not the XML we take. */
export type XmlFault = 'DOCTYPE' | 'NOT_UTF8' | 'NOT_XML' | 'TOO_COMPLEX';

export type ReadXml =
  | { readonly root: XmlElement; readonly fault?: undefined }
  | { readonly root?: undefined; readonly fault: XmlFault };

/** Bounds of any document of a partner (guarantees E3). */
const DEEPEST = 64;
const MOST_ELEMENTS = 100_000;

interface OpenElement {
  uri: string;
  local: string;
  text: string;
  children: OpenElement[];
}

class Refused extends Error {
  constructor(readonly fault: XmlFault) {
    super(fault);
  }
}

/**
 * Reads a whole document strictly: well-formed, with namespaces, within limits.
 *
 * A DOCTYPE ends the reading, so no entity is ever declared, and none but the five of XML is known.
 * Nothing outside the bytes is looked at.
 */
export function readXml(bytes: Buffer): ReadXml {
  try {
    const root = parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return root ? { root } : { fault: 'NOT_XML' };
  } catch (error) {
    if (error instanceof Refused) return { fault: error.fault };
    return { fault: error instanceof TypeError ? 'NOT_UTF8' : 'NOT_XML' };
  }
}

function parse(text: string): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  let elements = 0;
  parser.on('doctype', () => refuse('DOCTYPE'));
  parser.on('error', () => refuse('NOT_XML'));
  parser.on('opentag', ({ uri, local }: SaxesTagNS) => {
    if (++elements > MOST_ELEMENTS || open.length >= DEEPEST) refuse('TOO_COMPLEX');
    const element = { uri, local, text: '', children: [] };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const addText = (chunk: string): void => {
    const element = open.at(-1);
    if (element) element.text += chunk;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(text).close();
  return root;
}

function refuse(fault: XmlFault): never {
  throw new Refused(fault);
}
