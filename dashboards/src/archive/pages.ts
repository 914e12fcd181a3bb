import './archive.css';

export { PostPage } from './post-page.tsx';
export { SearchPage } from './search-page.tsx';
