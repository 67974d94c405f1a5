/* SPDX-License-Identifier: Apache-2.0 */
#include "attend/attendants.h"

#include "attend/metrics_server.h"
#include "attend/sender.h"

#include <errno.h>
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

bool
attendants_end(struct attendants *all, bool (*interrupted)(void))
{
    bool sent;

    attendant_end(&all->server);
    sent = sender_end(&all->sender, interrupted);
    page_free(all->page);
    all->page = NULL;
    return sent;
}
