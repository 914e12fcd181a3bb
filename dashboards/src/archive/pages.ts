import './archive.css';

export { CollectionPage } from './collection-page.tsx';
export { CollectionsPage } from './collections-page.tsx';
export { ComparePage } from './compare-page.tsx';
export { ExportsPage } from './exports-page.tsx';
export { FreshPage } from './fresh-page.tsx';
export { OpenSearchPage } from './open-search-page.tsx';
export { PostPage } from './post-page.tsx';
export { SearchPage } from './search-page.tsx';
