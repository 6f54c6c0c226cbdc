import type { MessageName } from '../protocol/messages';

/** What a service wants to say: fields of the response, or a code it may tell as a Fault as well. */
export type Reply =
  | { readonly kind: 'fields'; readonly xml: string }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'fault'; readonly text: string };

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);

export const field = (name: string, value: string): string => `<o:${name}>${escaped(value)}</o:${name}>`;

export const envelope = (namespace: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>` +
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body xmlns:o="${namespace}">${content}</s:Body></s:Envelope>`;

export const message = (name: MessageName, fields: string): string => `<o:${name}>${fields}</o:${name}>`;

/** A SOAP 1.1 Fault, with the code where a reader may look for it. */
export const fault = (text: string): string =>
  `<s:Fault><faultcode>s:Server</faultcode><faultstring>${escaped(text)}</faultstring>` +
  `<detail><o:resultaat>${escaped(text)}</o:resultaat></detail></s:Fault>`;
