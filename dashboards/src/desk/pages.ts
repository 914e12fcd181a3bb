import './desk.css';

export { ComplaintPage } from './complaint-page.tsx';
export { DeskPage } from './desk-page.tsx';
