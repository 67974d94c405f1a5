/* SPDX-License-Identifier: Apache-2.0 */
/* A text that one process writes anew again and again and another reads: shared memory that only
 * the writer can change. */
#ifndef PAGE_H
#define PAGE_H

#include <stdbool.h>
#include <stddef.h>

enum { PAGE_MOST = 1 << 20 }; /* bytes of the text */

struct page;

/* Empty, to be written to by this process; NULL with errno set. */
struct page *page_create(void);

/* Its descriptor, until one of the next two was called. */
int page_fd(const struct page *);

/* In the process that reads: from here on it can do nothing else.  False with errno set. */
bool page_give_up_writing(struct page *);

/* In the process that writes, once all that read have been forked. */
void page_keep(struct page *);

/* A new text in place of the old one; false, and the old one stays, when it is too long. */
bool page_write(struct page *, const char *text, size_t size);

/* A copy of the text as it stands, allocated; NULL when memory is short or the writer has left it
 * half written. */
char *page_read(const struct page *, size_t *size);

void page_free(struct page *);

#endif
