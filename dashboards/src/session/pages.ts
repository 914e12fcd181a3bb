import './account.css';

export { AccountPage } from './account-page.tsx';
