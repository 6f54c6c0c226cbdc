export { createGateway } from './create-gateway';
export { GatewayModule } from './gateway.module';
export { gatewaySettings, type GatewaySettings } from './settings';
export { storages } from './storages';
