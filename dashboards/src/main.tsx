import './app/tokens.css';
import './app/base.css';
import './app/controls.css';
import './app/layout.css';

import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from './api/queries.ts';
import { router } from './app/routes.tsx';
import { startTexts } from './locale/i18n.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place to draw in.');
await startTexts();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
