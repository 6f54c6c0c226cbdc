import { EraseChild } from '@connectors/kita-planer';
import { TWO_PERSON_ACTS, type TwoPersonAct } from '@gateway/identity';
import { Global, Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

const twoPersonActs = (modules: ModuleRef): TwoPersonAct[] => [
  {
    name: 'erase-child',
    subject: ['childNumber'],
    perform: async (tx, { tenant, actor, subject: { childNumber = '' } }) => {
      await modules.get(EraseChild, { strict: false }).within(tx, { tenant, actor, childNumber });
    },
  },
];

/** What the installation does only when two persons agree (promise O2). */
@Global()
@Module({
  providers: [{ provide: TWO_PERSON_ACTS, inject: [ModuleRef], useFactory: twoPersonActs }],
  exports: [TWO_PERSON_ACTS],
})
export class TwoPersonActsModule {}
