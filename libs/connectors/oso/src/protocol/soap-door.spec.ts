import { asExchange, type Exchange } from '@gateway/egress';
import { profileNames, profiles, type Profile } from '../domain/profile';
import { SAMPLE_KEY, pointOf } from '../simulator/register';
import { WireSchema } from '../simulator/wire-schema';
import { SoapDoor } from './soap-door';
import { addressFields, terugkoppelingOf } from './wire';

const answer = (body: string, status = 200): Exchange =>
  asExchange({
    reached: status === 200 ? 'answered' : 'unknown',
    reason: `HTTP_${status}`,
    configuration: false,
    status,
    headers: {},
    body: Buffer.from(body),
    timings: { totalMs: 1 },
    bytes: { sent: 1, received: body.length },
  });

const envelope = (profile: Profile, content: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body xmlns:o="${profile.namespace}">${content}</s:Body></s:Envelope>`;

const direction = (profile: Profile) => ({ bron: pointOf(profile, 0), doel: pointOf(profile, 102) });

describe('what goes over the wire', () => {
  const schema = new WireSchema();
  const door = new SoapDoor();
  afterAll(() => schema.close());

  const sent = async (
    profile: Profile,
    operation: 'meldenTerugkoppeling' | 'terugkoppeling',
    more: object,
  ) => {
    let text = '';
    const service = operation === 'terugkoppeling' ? 'Aanleverpunt' : 'TrafficCenter';
    const content = { ...addressFields(direction(profile), profile), koppelsleutel: SAMPLE_KEY, ...more };
    await door.call(profile, { service, operation, content }, (data) => {
      text = data.toString('utf8');
      return Promise.resolve(answer(''));
    });
    return text;
  };

  it.each(profileNames)('is a valid melding in %s', async (name) => {
    const text = await sent(profiles[name], 'meldenTerugkoppeling', {});
    expect(await schema.errors(text, profiles[name])).toEqual([]);
    expect(text).toContain(SAMPLE_KEY);
  });

  it.each(profileNames)('is a valid Terugkoppeling in %s, whatever its texts say', async (name) => {
    const attachments = [1, 2].map((n) => ({
      fileName: `${n}<&>.pdf`,
      mimeType: 'application/pdf',
      content: 'JVBERi0=',
    }));
    const content = {
      date: '2026-11-24T10:00:00+01:00',
      status: 'A & B',
      explanation: 'c <d> é € "q"',
      attachments,
    };
    const text = await sent(profiles[name], 'terugkoppeling', { terugkoppeling: terugkoppelingOf(content) });
    expect(await schema.errors(text, profiles[name])).toEqual([]);
  });

  it('is refused by the schema when a field is missing, out of order or in no namespace', async () => {
    const text = await sent(profiles.oso2017, 'meldenTerugkoppeling', {});
    for (const broken of [
      text.replace(/<(\w+:)doelBrin>.*?<\/\w+:doelBrin>/, ''),
      text.replace(
        /(<\w+:bronBrin>.*?<\/\w+:bronBrin>)(<\w+:bronAanleverpuntIndex>.*?<\/\w+:bronAanleverpuntIndex>)/,
        '$2$1',
      ),
      text.replace(
        /<\w+:koppelsleutel>(.*?)<\/\w+:koppelsleutel>/,
        '<koppelsleutel xmlns="">$1</koppelsleutel>',
      ),
    ]) {
      expect(broken).not.toBe(text);
      expect(await schema.errors(broken)).not.toEqual([]);
    }
  });

  it('keeps two clients apart: the namespace of one never appears in messages of the other', async () => {
    const [one, other] = await Promise.all([
      sent(profiles.oso2017, 'meldenTerugkoppeling', {}),
      sent(profiles.oso2018, 'meldenTerugkoppeling', {}),
    ]);
    expect(one).toContain('20170227');
    expect(one).not.toContain('20180404');
    expect(other).toContain('20180404');
  });
});

describe('what comes back', () => {
  const door = new SoapDoor();
  const profile = profiles.oso2017;
  const ask = (exchange: Exchange) =>
    door.call(profile, { service: 'TrafficCenter', operation: 'ping', content: {} }, () =>
      Promise.resolve(exchange),
    );

  it('is read when it is the answer', async () => {
    const body = envelope(profile, '<o:pingResponse><o:resultaat>OK</o:resultaat></o:pingResponse>');
    expect((await ask(answer(body))).values).toEqual({ resultaat: 'OK' });
  });

  it.each([
    ['a success body with status 500', 500, '<o:pingResponse><o:resultaat>OK</o:resultaat></o:pingResponse>'],
    ['another message', 200, '<o:overdrachtResponse/>'],
    ['two messages', 200, '<o:pingResponse/><o:pingResponse/>'],
    ['an empty body', 200, ''],
    ['a Fault', 200, '<s:Fault><faultcode>s:Server</faultcode><faultstring>x y</faultstring></s:Fault>'],
  ])('gives no values when it is %s', async (_what, status, content) => {
    expect((await ask(answer(envelope(profile, content), status))).values).toBeUndefined();
  });

  it.each([
    ['NOT_XML', 'Sorry'],
    ['NOT_XML', ''],
    ['NOT_SOAP', '<html/>'],
    [
      'DOCTYPE',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${envelope(profile, '<o:pingResponse>&e;</o:pingResponse>')}`,
    ],
    ['NOT_XML', envelope(profile, '<o:pingResponse>&unknown;</o:pingResponse>')],
    ['TOO_COMPLEX', envelope(profile, '<o:x>'.repeat(200) + '</o:x>'.repeat(200))],
  ])('is %s without anything else being looked at', async (fault, body) => {
    expect((await ask(answer(body))).envelope).toEqual({ kind: 'unreadable', fault });
  });

  it('lets the transport’s own error through', async () => {
    const call = { service: 'TrafficCenter', operation: 'ping', content: {} } as const;
    const broken = door.call(profile, call, () => Promise.reject(new RangeError('database')));
    await expect(broken).rejects.toThrow(RangeError);
  });
});
