import './administration.css';

export { FirstStepsPage } from './first-steps-page.tsx';
export { HealthPage } from './health-page.tsx';
export { PeoplePage } from './people-page.tsx';
export { PersonPage } from './person-page.tsx';
export { RolesPage } from './roles-page.tsx';
