import { loopbackPolicy, type Egress, type Endpoint } from '@gateway/egress';
import type { Transport } from '../protocol/transport';
import type { SchulconnexSimulator } from '../simulator';

/** The way from the gateway to a simulated service: through the one way out, over TLS. */
export function transportTo(egress: Egress, simulator: SchulconnexSimulator, url: string): Transport {
  const endpoint: Endpoint = {
    tenant: '00000000-0000-7000-8000-000000000001',
    url,
    policy: loopbackPolicy(simulator.port),
    ca: Buffer.from(simulator.caPem),
    limits: { answerBytes: 512 * 1024 * 1024 },
  };
  return {
    send: (request, options) => egress.send(endpoint, request, options),
    stream: (request, consume, options) => egress.stream(endpoint, request, consume, options),
  };
}
