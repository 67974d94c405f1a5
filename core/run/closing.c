/* SPDX-License-Identifier: Apache-2.0 */
#include "run/closing.h"

#include "base/our_file.h"
#include "base/say.h"
#include "run/report.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static bool
save_report(const struct closing *c, const struct textbuf *text, bool sync)
{
    const char *doing = report_save(c->folder, c->report, text, sync);

    if (doing)
        say_error("%s/%s" OUR_PART ": cannot %s: %s", c->folder->path, c->report, doing,
                  strerror(errno));
    return !doing;
}

/* What is left where this fails is listed by the first report. */
static bool
close_set(struct closing *c)
{
    if (!save_report(c, &c->before, false) || !part_files_name(&c->files) ||
        !save_report(c, &c->after, true))
        return false;
    if (out_folder_sync(c->folder))
        return true;
    say_error("%s: the names of its files cannot be put on disk: %s", c->folder->path,
              strerror(errno));
    return false;
}

static void *
run(void *context)
{
    struct closing *c = context;

    c->ok = close_set(c);
    if (c->ok)
        keep_apply(c->keep, c->folder, &c->next, &c->sent);
    atomic_store(&c->over, true);
    return NULL;
}

/* Signals are the main thread's. */
void
closing_begin(struct closing *c)
{
    sigset_t all, before;

    c->runs = true;
    atomic_init(&c->over, false);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    c->beside = pthread_create(&c->thread, NULL, run, c) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!c->beside)
        run(c);
}

bool
closing_goes_on(const struct closing *c)
{
    return c->runs && !atomic_load(&c->over);
}

bool
closing_await(struct closing *c)
{
    if (!c->runs)
        return true;
    if (c->beside)
        pthread_join(c->thread, NULL);
    c->runs = false;
    part_files_free(&c->files);
    textbuf_free(&c->before);
    textbuf_free(&c->after);
    free(c->report);
    return c->ok;
}
