export { ControlListener } from './control-listener';
export { numbers, SimulatorCertificates } from './certificates';
export { OsoSimulator, type ReceivedMessage, type SimulatorOptions } from './oso-simulator';
export { pointOf, SAMPLE_KEY } from './register';
export type { Misbehaviour, ServiceName, Switches } from './switches';
