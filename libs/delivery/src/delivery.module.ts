import type { Storage } from '@gateway/database';
import { Module } from '@nestjs/common';
import { Deliveries } from './deliveries';
import { DeliveryLists } from './delivery-lists';
import { ArchivedDelivery } from './storage/archived-delivery.entity';
import { DeliveryIntake } from './storage/delivery-intake.entity';
import { CreateDelivery1764000400001 } from './storage/migrations/1764000400001-create-delivery';
import { CreateDeliveryStatistics1764000400002 } from './storage/migrations/1764000400002-create-delivery-statistics';
import { CreateQuarantine1764000400004 } from './storage/migrations/1764000400004-create-quarantine';
import { OpenDelivery } from './storage/open-delivery.entity';

export const deliveryStorage: Storage = {
  entities: [OpenDelivery, ArchivedDelivery, DeliveryIntake],
  migrations: [
    CreateDelivery1764000400001,
    CreateDeliveryStatistics1764000400002,
    CreateQuarantine1764000400004,
  ],
};

@Module({ providers: [Deliveries, DeliveryLists], exports: [Deliveries, DeliveryLists] })
export class DeliveryModule {}
