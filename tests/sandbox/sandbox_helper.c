/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox_helper.h"

#include "sandbox/forbidden.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_CONFINED = 250 };

struct end
attempt(confine *close, act *try)
{
    volatile uint32_t *word =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct end end = { 0 };
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        forbidden_word(word);
        forbidden_catch();
        _exit(close() ? try() : NOT_CONFINED);
    }
    if (waitpid(pid, &end.status, 0) < 0)
        abort();
    end.word = *word;
    munmap((void *)word, 4096);
    return end;
}

int
failed_if(bool failed)
{
    return failed ? errno : 0;
}

bool
ended_with(struct end end, int error)
{
    if (WIFEXITED(end.status) && WEXITSTATUS(end.status) == error)
        return true;
    if (WIFEXITED(end.status))
        printf("[exit %d, not %d] ", WEXITSTATUS(end.status), error);
    else
        printf("[signal %d, word %x, not exit %d] ", WTERMSIG(end.status), end.word, error);
    return false;
}

bool
was_killed_over(struct end end, const char *call)
{
    char text[FORBIDDEN_TEXT], expected[FORBIDDEN_TEXT];

    snprintf(expected, sizeof expected, "called %s(), which the sandbox forbids", call);
    forbidden_text(end.word, text);
    if (WIFSIGNALED(end.status) && WTERMSIG(end.status) == SIGSYS && strcmp(text, expected) == 0)
        return true;
    printf("[status %x, %s, not %s] ", end.status, text, expected);
    return false;
}

bool
skips(bool missing, const char *why)
{
    if (missing)
        printf("skipped: %s\n", why);
    return missing;
}
