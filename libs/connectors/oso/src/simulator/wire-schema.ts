import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { profiles, type Profile } from '../domain/profile';
import { schemaOf } from '../protocol/schema';

interface Verdict {
  readonly id: number;
  readonly errors: readonly string[];
}

/**
 * Validates whole envelopes against the schema of a profile, with libxml2. It lives in a thread of its
 * own, because it is an ES module that waits while it loads.
 */
export class WireSchema {
  private readonly waiting = new Map<number, (errors: readonly string[]) => void>();
  private readonly worker: Worker;
  private asked = 0;

  constructor() {
    const library = pathToFileURL(require.resolve('libxml2-wasm')).href;
    this.worker = new Worker(WORK, { eval: true, workerData: { library, envelope: ENVELOPE } });
    this.worker.unref();
    this.worker.on('message', ({ id, errors }: Verdict) => {
      this.waiting.get(id)?.(errors);
      this.waiting.delete(id);
    });
  }

  /** What is wrong with the envelope; nothing if it is valid. */
  errors(envelope: Buffer | string, profile: Profile = profiles.oso2017): Promise<readonly string[]> {
    const id = ++this.asked;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      const { namespace } = profile;
      this.worker.postMessage({ id, namespace, schema: schemaOf(profile), text: String(envelope) });
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

/** A SOAP 1.1 envelope with an empty header at most, and one message of ours. */
const ENVELOPE = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" targetNamespace="http://schemas.xmlsoap.org/soap/envelope/" elementFormDefault="qualified">
  <xs:import namespace="NAMESPACE" schemaLocation="LOCATION"/>
  <xs:element name="Envelope"><xs:complexType><xs:sequence>
    <xs:element name="Header" minOccurs="0"><xs:complexType/></xs:element>
    <xs:element name="Body"><xs:complexType><xs:sequence><xs:any namespace="NAMESPACE" processContents="strict"/></xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>`;

const WORK = `
const { parentPort, workerData } = require('node:worker_threads');
const validators = new Map();
const ready = import(workerData.library);
parentPort.on('message', async ({ id, namespace, schema, text }) => {
  const xml = await ready;
  try {
    const key = namespace + schema.length;
    if (!validators.has(key)) validators.set(key, validator(xml, namespace, schema, validators.size + '.xsd'));
    const document = xml.XmlDocument.fromString(text);
    try {
      validators.get(key).validate(document);
      parentPort.postMessage({ id, errors: [] });
    } finally {
      document.dispose();
    }
  } catch (error) {
    parentPort.postMessage({ id, errors: [String(error.message)] });
  }
});
function validator(xml, namespace, schema, location) {
  const provider = new xml.XmlBufferInputProvider({ [location]: new TextEncoder().encode(schema) });
  xml.xmlRegisterInputProvider(provider);
  const text = workerData.envelope.replaceAll('NAMESPACE', namespace).replaceAll('LOCATION', location);
  return xml.XsdValidator.fromDoc(xml.XmlDocument.fromString(text));
}
`;
