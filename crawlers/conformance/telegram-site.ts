import { sourceOf, startSite } from './site.ts';
import { escaped, newestFirst, type Subject, sendTagged, type Written } from './written.ts';

const PAGE = 20;

/** A post of a channel's preview page, in the markup of the platform. */
const messageOf = (post: Written, origin: string): string => {
  const address = `${origin}/adasgarden/${post.id}`;
  const mark = post.editedAt === null ? '' : 'edited&nbsp;';
  return `<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message text_not_supported_wrap js-widget_message" data-post="adasgarden/${post.id}">
<div class="tgme_widget_message_bubble">
<div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" href="${origin}/adasgarden"><span dir="auto">Ada's garden</span></a></div>
<div class="tgme_widget_message_text js-message_text" dir="auto">${escaped(post.text)}</div>
<div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info short js-message_info">
<span class="tgme_widget_message_views">71</span><span class="copyonly"> views</span><span class="tgme_widget_message_meta">${mark}<a class="tgme_widget_message_date" href="${address}"><time datetime="${post.publishedAt.replace('.000Z', '+00:00')}" class="time">00:00</time></a></span>
</div></div></div></div></div>`;
};

const channelPage = (messages: readonly string[], before: number | null): string => `<!DOCTYPE html><html><head>
<title>Ada's garden – Telegram</title>${before === null ? '' : `<link rel="prev" href="/s/adasgarden?before=${before}">`}</head>
<body class="widget_frame_base"><main class="tgme_main"><div class="tgme_channel_info"></div><section class="tgme_channel_history js-message_history">
${before === null ? '' : `<div class="tgme_widget_message_centered js-messages_more_wrap"><a href="/s/adasgarden?before=${before}" class="tme_messages_more js-messages_more" data-before="${before}"></a></div>`}
${messages.join('\n')}</section></main></body></html>`;

/** A public channel: preview pages of 20 posts, oldest first on each; a page for embedding for each post. */
export const telegram: Subject = {
  name: 'telegram',
  pageSize: PAGE,
  open: async () => {
    const posts: Written[] = [];
    const site = await startSite((request, response, url) => {
      if (url.pathname === '/s/adasgarden') {
        const limit = Number(url.searchParams.get('before') ?? Number.POSITIVE_INFINITY);
        const below = newestFirst(posts).filter(({ id }) => id < limit);
        const page = below.slice(0, PAGE).reverse();
        const before = below.length > PAGE ? (page[0]?.id ?? null) : null;
        const messages = page.map((post) => messageOf(post, site.origin));
        return sendTagged(request, response, 'text/html; charset=utf-8', channelPage(messages, before));
      }
      const post = posts.find(({ id }) => url.pathname === `/adasgarden/${id}`);
      const isEmbedded = url.searchParams.get('embed') === '1';
      // As the platform does: status 200 whether the post is there or not.
      const body =
        post !== undefined
          ? messageOf(post, site.origin)
          : isEmbedded
            ? '<div class="tgme_widget_message_error">Post not found</div>'
            : '<a class="tgme_action_button_new">View in Telegram</a>';
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<html><body>${body}</body></html>`);
    });
    const source = sourceOf(site, { adapter: 'telegram', addresses: [`${site.origin}/s/adasgarden`] });
    return { site, source, posts, nativeIdOf: ({ id }) => `adasgarden/${id}` };
  },
};
