import { readConfig } from '@gateway/config';
import { OsoConfig } from './oso.config';

describe('what the environment says about OSO', () => {
  const files = { OSO_NOTIFICATION_TLS_FILE: '/tls.pem', OSO_NOTIFICATION_CA_FILE: '/ca.pem' };

  it('may be nothing: then nothing listens', () => {
    expect(readConfig(OsoConfig, {})).toMatchObject({
      OSO_NOTIFICATION_ADDRESS: '127.0.0.1',
      OSO_NOTIFICATIONS_PER_MINUTE: 600,
    });
    expect(readConfig(OsoConfig, {}).OSO_NOTIFICATION_PORT).toBeUndefined();
  });

  it('is a port, with its key and the authorities of clients', () => {
    expect(readConfig(OsoConfig, { OSO_NOTIFICATION_PORT: '8460', ...files })).toMatchObject({
      ...{ OSO_NOTIFICATION_PORT: 8460, ...files },
    });
  });

  it.each([
    ['OSO_NOTIFICATION_TLS_FILE', { OSO_NOTIFICATION_PORT: '8460' }],
    ['OSO_NOTIFICATION_CA_FILE', { OSO_NOTIFICATION_PORT: '8460', OSO_NOTIFICATION_TLS_FILE: '/tls.pem' }],
    ['OSO_NOTIFICATION_PORT', { OSO_NOTIFICATION_PORT: '99999', ...files }],
    ['OSO_NOTIFICATION_PORT', { OSO_NOTIFICATION_PORT: 'http', ...files }],
    ['OSO_NOTIFICATION_ADDRESS', { OSO_NOTIFICATION_ADDRESS: 'localhost' }],
    ['OSO_NOTIFICATIONS_PER_MINUTE', { OSO_NOTIFICATIONS_PER_MINUTE: '0' }],
  ])('names %s when it is missing or wrong', (name, environment) => {
    expect(() => readConfig(OsoConfig, environment)).toThrow(name);
  });

  it.each(['*', 'node-soap', 'node-*', 'express,node-soap', 'express node-soap'])(
    'may not be DEBUG=%s, with which the SOAP library prints keys and messages',
    (DEBUG) => {
      expect(() => readConfig(OsoConfig, { DEBUG })).toThrow('DEBUG');
    },
  );

  it('may be DEBUG for others', () => {
    expect(readConfig(OsoConfig, { DEBUG: 'express:router' }).DEBUG).toBe('express:router');
  });
});
