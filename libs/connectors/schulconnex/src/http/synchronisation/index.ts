import { SchulconnexPlanController } from './plan.controller';
import { SchulconnexSynchronisationsController } from './synchronisations.controller';

export const synchronisationControllers = [SchulconnexPlanController, SchulconnexSynchronisationsController];
