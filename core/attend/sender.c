/* SPDX-License-Identifier: Apache-2.0 */
#include "attend/sender.h"

#include "attend/sendings.h"
#include "base/clock.h"
#include "base/url.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the run tells. */
enum { WORD_BEGIN = 'b', WORD_OVER = 'o', WORD_NOW = 'n' };

#define REST_SECONDS 30.0 /* for what is not sent when the run is over */
#define LEAVE_SECONDS 5.0 /* to end those that send */

enum { SLICE_MS = 100 };

static bool
take_word(struct sendings *all, int socket)
{
    uint8_t word;

    if (recv(socket, &word, 1, 0) != 1)
        return false;
    if (word == WORD_BEGIN)
        sendings_begin(all);
    else if (word == WORD_OVER)
        sendings_over(all, clock_seconds() + REST_SECONDS);
    else
        sendings_over(all, clock_seconds());
    return true;
}

/* It runs as who netcapd becomes, and can read what that one can. */
static enum status
check(const struct sendings *all)
{
    enum status status = sendings_check(all);

    if (status == STATUS_USAGE)
        say_error("--to: 'netcap send' refuses what it is to do, so that the run is not begun; it "
                  "would run as user %lu, who has to be able to read keys: --user names another, "
                  "and LoadCredential= hands a unit's user its keys",
                  (unsigned long)geteuid());
    return status;
}

/* Until the run's process is gone, or all has ended behind it. */
static int
attend(void *context, int socket)
{
    struct sendings *all = context;
    struct pollfd fds[2] = { { socket, POLLIN, 0 }, { sendings_open(all), POLLIN, 0 } };
    enum status status = fds[1].fd < 0 ? STATUS_FAILED : check(all);
    uint8_t of_each[DESTINATIONS_MOST];

    attendant_ready(socket, status);
    if (status != STATUS_DONE)
        return (int)status;
    for (;;) {
        int wait_ms = sendings_step(all, clock_seconds());

        if (sendings_done(all))
            break;
        if (poll(fds, 2, wait_ms) < 0 && errno != EINTR)
            return STATUS_FAILED;
        if (fds[0].revents && !take_word(all, socket)) {
            sendings_kill(all);
            return STATUS_DONE;
        }
    }
    sendings_say_left(all, of_each);
    return send(socket, of_each, sendings_count(all), MSG_NOSIGNAL) > 0 ? STATUS_DONE
                                                                       : STATUS_FAILED;
}

enum status
sender_start(struct attendant *a, const struct sender_job *job, bool (*give_up)(void))
{
    struct sendings *all = sendings_create(job->folder, job->urls, job->n_urls, job->options);
    enum status status =
        attendant_start(a, &(struct attendant_job){ .about = "records are sent by",
                                                    .does = attend,
                                                    .context = all,
                                                    .give_up = give_up,
                                                    .fd = -1 });

    sendings_free(all);
    return status;
}

static void
tell(const struct attendant *a, uint8_t word)
{
    if (a->pid > 0 && send(a->socket, &word, 1, MSG_NOSIGNAL) < 0)
        return; /* it has died, which attendant_look() finds */
}

void
sender_begin(struct attendant *a)
{
    tell(a, WORD_BEGIN);
}

/* What it says of itself last. */
static void
hear_end(const struct attendant *a, uint8_t *of_each, size_t n)
{
    if (recv(a->socket, of_each, n, MSG_DONTWAIT) == (ssize_t)n)
        return;
    say_error("%s a process that has died, or does not end: what is not sent is on disk, and "
              "'netcap send' sends it",
              a->about);
    memset(of_each, STATUS_FAILED, n);
}

/* It tells, and closes its end of the socket, when it is done. */
void
sender_end(struct attendant *a, bool (*interrupted)(void), uint8_t *of_each, size_t n)
{
    double end = clock_seconds() + REST_SECONDS + LEAVE_SECONDS;
    struct pollfd fd = { a->socket, POLLIN, 0 };
    bool hurried = false;

    memset(of_each, a->about ? STATUS_FAILED : STATUS_DONE, n);
    if (a->pid <= 0)
        return; /* it has died, or there was none */
    tell(a, WORD_OVER);
    while (!fd.revents && clock_seconds() < end) {
        if (poll(&fd, 1, SLICE_MS) < 0 && errno != EINTR)
            break;
        if (!hurried && interrupted())
            tell(a, WORD_NOW);
        hurried |= interrupted();
    }
    hear_end(a, of_each, n);
    attendant_end(a);
}
