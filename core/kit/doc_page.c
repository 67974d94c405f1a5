/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/doc_page.h"

#include <ctype.h>
#include <string.h>

/* What a page of either kind would take for its own. */
static void
put(const struct doc_page *page, const char *text)
{
    for (const char *at = text; *at; at++) {
        if (page->man && *at == '\\')
            fputs("\\e", page->to);
        else if (page->man && *at == '-')
            fputs("\\-", page->to);
        else if (page->man && at == text && (*at == '.' || *at == '\''))
            fprintf(page->to, "\\&%c", *at);
        else if (!page->man && strchr("\\`*_[]<>|#", *at))
            fprintf(page->to, "\\%c", *at);
        else
            fputc(*at, page->to);
    }
}

static void
put_large(const struct doc_page *page, const char *text)
{
    for (; *text; text++)
        fputc(toupper((unsigned char)*text), page->to);
}

void
doc_begin(struct doc_page *page, const char *name, const char *about)
{
    if (page->man) {
        fputs(".TH NETCAP\\-", page->to);
        put_large(page, name);
        fputs(" 7 2026-11-30 netcap \"netcap plugins\"\n.SH NAME\nnetcap\\-", page->to);
        put(page, name);
        fputs(" \\- ", page->to);
    } else {
        fputs("# ", page->to);
        put(page, name);
        fputs("\n\n", page->to);
    }
    put(page, about);
    fputc('\n', page->to);
}

void
doc_section(struct doc_page *page, const char *title)
{
    fputs(page->man ? ".SH \"" : "\n## ", page->to);
    if (page->man)
        put_large(page, title);
    else
        put(page, title);
    fputs(page->man ? "\"\n" : "\n\n", page->to);
}

void
doc_text(struct doc_page *page, const char *text)
{
    put(page, text);
    fputs(page->man ? "\n" : "\n\n", page->to);
}

void
doc_row(struct doc_page *page, const char *term, const char *text)
{
    fputs(page->man ? ".TP\n.B " : "- **", page->to);
    put(page, term);
    fputs(page->man ? "\n" : "**: ", page->to);
    put(page, text);
    fputc('\n', page->to);
}
