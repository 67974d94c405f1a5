/* SPDX-License-Identifier: Apache-2.0 */
#include "run/loading.h"

#include "run/zygote.h"
#include "sandbox/forbidden.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

enum { FILE_SHOWN = 64 };

/* The file that is being loaded, as far as it can be said: a plugin can write there too. */
static void
name_file(const struct replies *replies, char name[FILE_SHOWN])
{
    const char *file = replies->loading, *slash;
    size_t length = strnlen(file, sizeof replies->loading), n = 0;

    slash = memrchr(file, '/', length);
    for (const char *at = slash ? slash + 1 : file; n < FILE_SHOWN - 1 && at < file + length; at++)
        name[n++] = isprint((unsigned char)*at) ? *at : '?';
    name[n] = '\0';
    if (!n)
        snprintf(name, FILE_SHOWN, "%s", "a plugin");
}

/* It ended by itself, or cannot be heard, and no plugin is at fault. */
static bool
is_its_own_fault(const struct replies *replies, int status, int problem)
{
    int exited = !problem && WIFEXITED(status) ? WEXITSTATUS(status) : -1;

    if (problem && problem != ETIMEDOUT)
        say_error("the process that loads the plugins cannot be heard: %s", strerror(problem));
    else if (exited == ZYGOTE_NO_MEMORY)
        say_error("out of memory while plugins were loaded");
    else if (exited < 0 || *replies->loading)
        return false;
    else if (exited != ZYGOTE_NOT_CONFINED) /* which it has said */
        say_error("the process that loads the plugins cannot do so");
    return true;
}

enum status
loading_failed(const struct shared *s, int status, uint32_t seconds, int problem)
{
    uint32_t forbidden = s->replies->forbidden[WORKERS_MAX];
    int raised = forbidden_signal(forbidden);
    char file[FILE_SHOWN], tried[FORBIDDEN_TEXT];

    name_file(s->replies, file);
    if (is_its_own_fault(s->replies, status, problem))
        return STATUS_FAILED;
    if (problem)
        say_error("%s: not loaded after %u seconds: remove it, or see --load-timeout", file,
                  seconds);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS && !raised)
        say_error("%s: %s, while being loaded: remove it", file, forbidden_text(forbidden, tried));
    else if (WIFSIGNALED(status))
        say_error("%s: crashed (%s) while being loaded: remove it", file,
                  strsignal(raised ? raised : WTERMSIG(status)));
    else
        say_error("%s: ended the program while being loaded: remove it", file);
    return STATUS_REFUSED;
}
