import { defineConnector } from '@gateway/connector';
import { OsoModule } from './oso.module';
import { OsoSettings } from './oso.settings';
import { storage } from './storage';

export const oso = defineConnector({
  name: 'oso',
  title: 'OSO',
  specification: 'OSO 2017, Initiëren Terugkoppeling (berichten deels gereconstrueerd; ook 2018 en 2021)',
  settings: OsoSettings,
  module: OsoModule,
  storage,
});
