/* SPDX-License-Identifier: Apache-2.0 */
#include "report/page.h"

#include "report/page_parts.h"

#include <nettle/sha2.h>
#include <string.h>

bool
report_page_draws(void)
{
    return part_charts.size > 0;
}

/* As a policy of what a page may do names a script or a style: by its SHA-256 (CSP 3, 2.3.1). */
static void
put_source(struct textbuf *to, const struct page_part *part)
{
    uint8_t sum[SHA256_DIGEST_SIZE];
    struct sha256_ctx state;

    sha256_init(&state);
    sha256_update(&state, part->size, (const uint8_t *)part->text);
    sha256_digest(&state, sizeof sum, sum);
    text_string(to, " 'sha256-");
    text_base64(to, sum, sizeof sum);
    text_char(to, '\'');
}

/* Only what was built in may run, and nothing may be loaded or sent. */
static void
put_policy(struct textbuf *to)
{
    text_string(to, "default-src 'none'; script-src");
    if (part_charts.size)
        put_source(to, &part_charts);
    put_source(to, &part_script);
    text_string(to, "; style-src");
    put_source(to, &part_css);
    text_string(to, "; base-uri 'none'; form-action 'none'");
}

static void
put_part(struct textbuf *to, const struct page_part *part)
{
    text_bytes(to, part->text, part->size);
}

/* As text of HTML. */
static void
put_plain(struct textbuf *to, const struct page_part *part)
{
    for (const char *at = part->text; *at; at++)
        if (*at == '<')
            text_string(to, "&lt;");
        else if (*at == '&')
            text_string(to, "&amp;");
        else
            text_char(to, *at);
}

static void
put_named(struct textbuf *to, const char *name, size_t size, const struct textbuf *figures)
{
    static const struct {
        const char *name;
        const struct page_part *part;
    } parts[] = { { "css", &part_css }, { "script", &part_script }, { "charts", &part_charts } };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strlen(parts[i].name) == size && memcmp(parts[i].name, name, size) == 0)
            put_part(to, parts[i].part);
    if (size == 6 && memcmp(name, "policy", size) == 0)
        put_policy(to);
    if (size == 7 && memcmp(name, "licence", size) == 0)
        put_plain(to, &part_licence);
    if (size == 7 && memcmp(name, "figures", size) == 0)
        text_bytes(to, figures->data, figures->used);
}

/* {{NAME}} stands for a part. */
void
report_page(struct textbuf *to, const struct textbuf *figures)
{
    const char *at = part_html.text, *next;

    while ((next = strstr(at, "{{"))) {
        size_t size = strcspn(next + 2, "}");

        text_bytes(to, at, (size_t)(next - at));
        put_named(to, next + 2, size, figures);
        at = next + 2 + size;
        at += strncmp(at, "}}", 2) == 0 ? 2 : 0;
    }
    text_string(to, at);
}
