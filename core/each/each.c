/* SPDX-License-Identifier: Apache-2.0 */
#include "each/each.h"

#include "base/clock.h"
#include "base/live_line.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "base/out_folder.h"
#include "base/visible.h"
#include "each/lane.h"
#include "each/plan.h"
#include "output/blocks.h"
#include "run/rights.h"
#include "run/signals.h"
#include "sandbox/sandbox.h"
#include "settings/resolve.h"
#include "settings/show.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_MS = 200, PATH_SHOWN = 1024 };

/* A set that is gone through. */
struct going {
    struct set set;
    struct crew *crew; /* that has loaded the plugins, and has those of the lanes */
    Catalog__Catalog *catalog;
    Catalog__Settings *resolved;
    struct shared *shared[WORKERS_MAX];
    pid_t lanes[WORKERS_MAX]; /* 0: it has ended, or never was */
    double started;
};

/* For all captures at once: no process that goes through them reaches anything else. */
static bool
confine(const struct set *set)
{
    struct path_rule *rules = need(set->n + 1, sizeof *rules);
    bool confined;

    rules[0] = (struct path_rule){ set->settings->out, PATH_WRITE };
    for (size_t i = 0; i < set->n; i++)
        rules[i + 1] = (struct path_rule){ set->list[i].file->input.path, PATH_READ };
    confined = sandbox_supervisor(rules, set->n + 1);
    free(rules);
    return confined;
}

static _Noreturn void
be_lane(struct going *g, uint32_t lane, pid_t parent)
{
    struct run_means means = { .shared = g->shared[lane], .catalog = g->catalog };

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(STATUS_FAILED);
    signals_follow(&g->set.board->stops);
    live_line_of_another();
    memory_keep_small();
    means.crew = crew_take_lane(g->crew, lane);
    if (!confine(&g->set))
        _exit(STATUS_FAILED);
    lane_run(&g->set, lane, &means, g->resolved);
    crew_destroy(means.crew);
    fflush(NULL);
    _exit(STATUS_DONE);
}

static bool
start_lane(struct going *g, uint32_t lane)
{
    pid_t parent = getpid(), pid = fork();

    if (pid == 0)
        be_lane(g, lane, parent);
    crew_leave_lane(g->crew, lane);
    if (pid < 0)
        say_error("cannot start a process for captures: %s", strerror(errno));
    g->lanes[lane] = pid < 0 ? 0 : pid;
    return pid > 0;
}

/* What it was at when it ended is its last; others go on. */
static void
bury_lane(struct going *g, uint32_t lane, int status)
{
    uint32_t at = atomic_load(&g->set.board->at[lane]);

    g->lanes[lane] = 0;
    crew_end_lane(g->crew, lane);
    if (!at)
        return;
    say_error("%s: the process that decoded it ended: %s", g->set.list[at - 1].file->input.path,
              WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "out of memory, or it could not "
                                                                  "be confined");
    set_tell(&g->set, lane, at - 1, MEMBER_FAILED);
}

static bool
any_lane(struct going *g)
{
    bool any = false;
    int status;

    for (uint32_t i = 0; i < g->set.n_lanes; i++) {
        if (g->lanes[i] && waitpid(g->lanes[i], &status, WNOHANG) == g->lanes[i])
            bury_lane(g, i, status);
        any |= g->lanes[i] > 0;
    }
    return any;
}

static void
look(struct going *g)
{
    double seconds = clock_seconds() - g->started;

    atomic_store(&g->set.board->stops, (uint32_t)signals_stops());
    if (signals_statistics()) {
        live_line_wipe();
        tell_summary(&g->set, &(struct kept){ .refused = 0 }, seconds, stderr);
    }
    tell_progress(&g->set, seconds);
}

/* A crew's event says that a lane has ended, or will soon. */
static void
watch_lanes(struct going *g)
{
    struct pollfd fd = { crew_fd(g->crew), POLLIN, 0 };
    struct crew_event event;
    int wait_ms = LOOK_MS;

    while (any_lane(g)) {
        look(g);
        if (poll(&fd, 1, wait_ms) > 0 && !crew_next_event(g->crew, &event))
            fd.fd = -1;
        wait_ms = fd.revents ? 5 : LOOK_MS;
    }
    live_line_wipe();
}

/* With plugins beside it there is but one, and that is this process. */
static void
go_alone(struct going *g)
{
    struct run_means means = { .shared = g->shared[0], .crew = g->crew, .catalog = g->catalog };

    lane_run(&g->set, 0, &means, g->resolved);
}

static bool
go_side_by_side(struct going *g)
{
    struct crew_event event;
    bool any = false;

    if (!crew_start(g->crew, g->resolved, g->set.n_lanes))
        return false;
    signals_heed(NULL);
    for (uint32_t i = 0; i < g->set.n_lanes && crew_next_event(g->crew, &event); i++)
        if (event.kind == CREW_STARTED)
            any |= start_lane(g, event.worker);
    live_line_setup(g->set.settings->verbosity < 0);
    watch_lanes(g);
    return any;
}

static bool
map_all(struct going *g)
{
    const struct block_sizes blocks = blocks_wanted(g->set.settings->formats);
    const uint32_t n_batches = 2 * g->set.workers + 2;

    for (uint32_t i = 0; i < g->set.n_lanes; i++)
        if (!(g->shared[i] = shared_create(n_batches, blocks))) {
            say_error("cannot map memory for %u captures at a time: %s: raise the limit "
                      "(ulimit -v) or lower --workers",
                      g->set.n_lanes, strerror(errno));
            return false;
        }
    for (uint32_t i = 0; i < g->set.n_lanes; i++)
        shared_keep_state(g->shared[i]);
    return true;
}

/* What lanes tell is no plugin's: the process that loads those does not inherit it. */
static bool
make_board(struct set *set)
{
    const size_t size = sizeof *set->board + set->n * sizeof *set->board->members;
    void *board = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (board == MAP_FAILED) {
        say_error("no memory for a list of %zu captures: %s", set->n, strerror(errno));
        return false;
    }
    set->board = board;
    set->board_size = size;
    return true;
}

static bool
board_is_inherited(const struct set *set, bool inherited)
{
    if (madvise(set->board, set->board_size, inherited ? MADV_DOFORK : MADV_DONTFORK) == 0)
        return true;
    say_error("no memory for the processes: %s", strerror(errno));
    return false;
}

static int
with_plugins(struct going *g)
{
    const bool isolated = g->set.settings->isolated;
    int status = STATUS_FAILED;

    g->resolved = settings_resolve(g->set.settings, g->catalog);
    if (!g->resolved)
        return STATUS_USAGE;
    g->set.options = settings_in_force(g->set.settings, g->catalog, g->resolved);
    if (!isolated)
        go_alone(g);
    if (!isolated || (board_is_inherited(&g->set, true) && go_side_by_side(g)))
        status = STATUS_DONE;
    settings_free_texts(g->set.options);
    catalog__settings__free_unpacked(g->resolved, NULL);
    return status;
}

/* With a crew that loads the plugins, as long as it goes. */
static int
go_once(struct going *g, char *const *plugins)
{
    const struct settings *s = g->set.settings;
    int status;

    if (!map_all(g) || !board_is_inherited(&g->set, false))
        return STATUS_FAILED;
    g->crew = crew_create(g->shared[0],
                          &(struct crew_options){ .folders = plugins,
                                                  .isolated = s->isolated,
                                                  .load_seconds = (uint32_t)s->load_timeout,
                                                  .lanes = g->shared,
                                                  .n_lanes = s->isolated ? g->set.n_lanes : 0 },
                          &g->catalog, &status);
    if (!g->crew)
        return status;
    status = with_plugins(g);
    crew_destroy(g->crew);
    catalog__catalog__free_unpacked(g->catalog, NULL);
    return status;
}

/* Where all lanes ended before the captures did, others take the rest: each round has begun one
 * that the next does not begin. */
static int
go(struct going *g, char *const *plugins)
{
    uint32_t next;
    int status;

    if (!make_board(&g->set))
        return STATUS_FAILED;
    do {
        next = atomic_load(&g->set.board->next);
        status = go_once(g, plugins);
        for (uint32_t i = 0; i < g->set.n_lanes && g->shared[i]; i++) {
            shared_dismiss(g->shared[i]);
            g->shared[i] = NULL;
        }
    } while (status == STATUS_DONE && !set_stops(&g->set) && g->set.settings->isolated &&
             atomic_load(&g->set.board->next) > next &&
             atomic_load(&g->set.board->next) < g->set.n);
    return status;
}

static void
sum_up(const struct going *g, const struct kept *kept)
{
    const struct settings *s = g->set.settings;
    char shown[PATH_SHOWN];

    if (s->verbosity < 0 || !say_has_output())
        return;
    tell_summary(&g->set, kept, clock_seconds() - g->started, stdout);
    printf("records in %s\n", visible_string(shown, sizeof shown, s->out));
}

static int
with_folder(const struct settings *s, char *const *plugins)
{
    struct going g = { .set = { .settings = s } };
    struct kept kept = { .refused = 0 };
    struct captures captures = { .flat = s->no_recurse };
    struct stat out = { .st_dev = 0 };
    int status;

    if (stat(s->out, &out) == 0)
        captures.out = &out;
    status = (int)captures_list(&captures, &s->inputs);
    if (status == STATUS_DONE) {
        plan_make(&g.set, &captures, &kept);
        g.started = clock_seconds();
        if (g.set.n) {
            plan_lanes(&g.set);
            status = go(&g, plugins);
        }
        if (status == STATUS_DONE) {
            sum_up(&g, &kept);
            status = tell_status(&g.set, &kept);
        }
        plan_free(&g.set);
    }
    captures_free(&captures);
    return say_printed(status, true);
}

/* A run of its own has the folder: its files and folders of captures would be mixed. */
static enum status
refuse_run(const struct out_folder *folder)
{
    struct folder_names names = out_folder_names(folder);
    enum status status = STATUS_DONE;
    struct stat about;

    for (size_t i = 0; i < names.n && status == STATUS_DONE; i++) {
        enum our_file kind = our_file(names.names[i]);

        if (kind == OUR_NONE || kind == OUR_LOCK || kind == OUR_TABLES ||
            fstatat(folder->fd, names.names[i], &about, AT_SYMLINK_NOFOLLOW) ||
            !S_ISREG(about.st_mode))
            continue;
        say_error("%s: holds what a run of one folder wrote (%s): --each makes folders: give "
                  "another one with --out",
                  folder->path, names.names[i]);
        status = STATUS_USAGE;
    }
    folder_names_free(&names);
    return status;
}

int
each_run(const struct settings *s, char *const *plugins)
{
    struct out_folder folder;
    int status;

    if (!rights_settle(s))
        return STATUS_FAILED;
    status = (int)out_folder_open(&folder, s->out, s->file_mode, false);
    if (status != STATUS_DONE)
        return status;
    status = (int)refuse_run(&folder);
    if (status == STATUS_DONE)
        status = with_folder(s, plugins);
    out_folder_close(&folder);
    return status;
}
