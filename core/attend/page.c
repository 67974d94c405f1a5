/* SPDX-License-Identifier: Apache-2.0 */
#include "attend/page.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

enum { READ_TRIES = 1000 };

struct sheet {
    _Atomic uint32_t turn; /* odd while it is written */
    uint32_t size;
    char text[PAGE_MOST];
};

struct page {
    int fd;
    struct sheet *sheet;
};

struct page *
page_create(void)
{
    struct page *p = calloc(1, sizeof *p);
    void *at = MAP_FAILED;

    if (!p)
        return NULL;
    p->fd = memfd_create("netcapd-figures", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (p->fd >= 0 && ftruncate(p->fd, sizeof *p->sheet) == 0)
        at = mmap(NULL, sizeof *p->sheet, PROT_READ | PROT_WRITE, MAP_SHARED, p->fd, 0);
    if (at == MAP_FAILED) {
        page_free(p);
        return NULL;
    }
    p->sheet = at;
    /* A kernel before 5.1 has no such seal: the reader then keeps to what it maps. */
    fcntl(p->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE);
    return p;
}

int
page_fd(const struct page *p)
{
    return p->fd;
}

bool
page_give_up_writing(struct page *p)
{
    void *at = mmap(p->sheet, sizeof *p->sheet, PROT_READ, MAP_SHARED | MAP_FIXED, p->fd, 0);

    page_keep(p);
    if (at == MAP_FAILED)
        return false;
    p->sheet = at;
    return true;
}

void
page_keep(struct page *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
}

bool
page_write(struct page *p, const char *text, size_t size)
{
    struct sheet *s = p->sheet;

    if (size > PAGE_MOST)
        return false;
    atomic_fetch_add(&s->turn, 1);
    atomic_thread_fence(memory_order_seq_cst);
    s->size = (uint32_t)size;
    memcpy(s->text, text, size);
    atomic_fetch_add(&s->turn, 1);
    return true;
}

char *
page_read(const struct page *p, size_t *size)
{
    const struct sheet *s = p->sheet;

    for (int i = 0; i < READ_TRIES; i++) {
        uint32_t turn = atomic_load(&s->turn), n = s->size;
        char *copy = turn % 2 || n > PAGE_MOST ? NULL : malloc((size_t)n + 1);

        if (copy) {
            memcpy(copy, s->text, n);
            atomic_thread_fence(memory_order_seq_cst);
            if (atomic_load(&s->turn) == turn) {
                *size = n;
                return copy;
            }
            free(copy);
        }
        sched_yield();
    }
    return NULL;
}

void
page_free(struct page *p)
{
    if (!p)
        return;
    page_keep(p);
    if (p->sheet)
        munmap(p->sheet, sizeof *p->sheet);
    free(p);
}
