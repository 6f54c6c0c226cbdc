import { CarryOut } from './carry-out';
import { CompareItem } from './compare-item';
import { DirectSynchronisation } from './direct';
import { MakePlan } from './make-plan';
import { MakeReport } from './make-report';
import { OfferImports } from './offer-imports';
import { ResumeSynchronisations, SynchronisationQueue } from './queue';
import { ReadSynchronisation } from './read-synchronisation';
import { TakeStep } from './take-step';
import { WritePlan } from './write-plan';

/** Everything a synchronisation is carried out with. */
export const synchronisationProviders = [
  CarryOut,
  CompareItem,
  DirectSynchronisation,
  MakePlan,
  MakeReport,
  OfferImports,
  ReadSynchronisation,
  ResumeSynchronisations,
  SynchronisationQueue,
  TakeStep,
  WritePlan,
];
