/* SPDX-License-Identifier: Apache-2.0 */
#include "attend/attendants.h"

#include "attend/metrics_server.h"
#include "attend/sender.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static enum status
start_server(struct attendants *all, const struct settings *s, bool (*give_up)(void))
{
    enum status status;

    all->page = page_create();
    if (!all->page) {
        say_error("--metrics=%s: no memory to share: %s", s->metrics, strerror(errno));
        return STATUS_FAILED;
    }
    status = metrics_server_start(&all->server, all->page, s->metrics, give_up);
    return status;
}

enum status
attendants_start(struct attendants *all, const struct settings *s, bool (*give_up)(void))
{
    enum status status = STATUS_DONE;

    *all = (struct attendants){ .page = NULL };
    if (s->action != ACTION_RUN)
        return STATUS_DONE;
    if (*s->metrics)
        status = start_server(all, s, give_up);
    if (status == STATUS_DONE && s->urls.n)
        status = sender_start(&all->sender,
                              &(struct sender_job){ .folder = s->out,
                                                    .urls = s->urls.text,
                                                    .n_urls = s->urls.n,
                                                    .options = s->send_options },
                              give_up);
    return status;
}

void
attendants_begin(struct attendants *all)
{
    sender_begin(&all->sender);
}

void
attendants_look(struct attendants *all)
{
    attendant_look(&all->server);
    attendant_look(&all->sender);
}

void
attendants_note_report(struct attendants *all, const char *report, struct timespec started)
{
    snprintf(all->report, sizeof all->report, "%s", report);
    all->started = started;
}

enum status
attendants_end(struct attendants *all, bool (*interrupted)(void), size_t n_urls)
{
    enum status worst = STATUS_DONE;

    attendant_end(&all->server);
    sender_end(&all->sender, interrupted, all->sent, n_urls);
    page_free(all->page);
    all->page = NULL;
    for (size_t i = 0; i < n_urls; i++)
        if (all->sent[i] == STATUS_FAILED || worst == STATUS_DONE)
            worst = (enum status)all->sent[i];
    return worst;
}
