import { SchulconnexSynchronisationsController } from './synchronisations.controller';

export const synchronisationControllers = [SchulconnexSynchronisationsController];
