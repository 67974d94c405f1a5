/* SPDX-License-Identifier: Apache-2.0 */
/* A page in parts, as a manual page or in Markdown. */
#ifndef DOC_PAGE_H
#define DOC_PAGE_H

#include <stdbool.h>
#include <stdio.h>

struct doc_page {
    bool man;
    FILE *to;
};

void doc_begin(struct doc_page *, const char *name, const char *about);
void doc_section(struct doc_page *, const char *title);
void doc_text(struct doc_page *, const char *text);
void doc_row(struct doc_page *, const char *term, const char *text);

#endif
