/* SPDX-License-Identifier: Apache-2.0 */
#include "attend/page.h"

#include "harness.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void
what_is_written_is_read_and_replaces_what_was(void)
{
    struct page *p = page_create();
    size_t size = 7;
    char *text;

    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    text = page_read(p, &size);
    CU_ASSERT(text && size == 0);
    free(text);
    CU_ASSERT(page_write(p, "a longer text", 13));
    CU_ASSERT(page_write(p, "short", 5));
    text = page_read(p, &size);
    CU_ASSERT(text && size == 5 && memcmp(text, "short", 5) == 0);
    free(text);
    page_free(p);
}

static void
a_text_that_is_too_long_leaves_the_old_one(void)
{
    struct page *p = page_create();
    char *large = calloc(1, PAGE_MOST + 1), *text;
    size_t size;

    CU_ASSERT_PTR_NOT_NULL_FATAL(large);
    CU_ASSERT(page_write(p, "old", 3));
    CU_ASSERT(!page_write(p, large, PAGE_MOST + 1));
    text = page_read(p, &size);
    CU_ASSERT(text && size == 3 && memcmp(text, "old", 3) == 0);
    CU_ASSERT(page_write(p, large, PAGE_MOST));
    free(text);
    free(large);
    page_free(p);
}

/* In a process of its own: how it went is its exit status. */
static int
reader(struct page *p, int turns)
{
    char *text, *old;
    size_t size;

    if (mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, page_fd(p), 0) != MAP_FAILED)
        return 1; /* it could be written to */
    if (!page_give_up_writing(p))
        return 2;
    for (old = NULL; turns; turns--) {
        if (!(text = page_read(p, &size)))
            return 3;
        for (size_t i = 0; i < size; i++)
            if (text[i] != text[0])
                return 4; /* half of one and half of another */
        free(old);
        old = text;
    }
    free(old);
    return 0;
}

static void
who_reads_sees_whole_texts_and_cannot_write(void)
{
    struct page *p = page_create();
    char text[5000];
    int status = -1;
    pid_t pid;

    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    pid = fork();
    if (pid == 0)
        _exit(reader(p, 2000));
    for (int i = 0; waitpid(pid, &status, WNOHANG) == 0; i++) {
        memset(text, 'a' + i % 26, sizeof text);
        page_write(p, text, sizeof text - (size_t)i % 1000);
        usleep(20);
    }
    CU_ASSERT(WIFEXITED(status));
    CU_ASSERT_EQUAL(WEXITSTATUS(status), 0);
    page_free(p);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_is_written_is_read_and_replaces_what_was),
        SENTENCE(a_text_that_is_too_long_leaves_the_old_one),
        SENTENCE(who_reads_sees_whole_texts_and_cannot_write),
        SENTENCES_END
    };

    return sentences("page", own);
}
