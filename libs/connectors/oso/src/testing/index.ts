export { bareWsdl, feedbackWire } from './bare-client';
export { egressAllow } from './egress-allow';
export { feedbackInput, pointInput } from './feedback';
export { sampleSettings } from './settings';
