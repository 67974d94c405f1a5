/* SPDX-License-Identifier: Apache-2.0 */
#include "stages/stages_setup.h"

#include "base/say.h"
#include "flows/flows.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

/* Behind what a stage has is a page that nobody can reach: what runs beyond it stops there. */
enum { PAGE = 4096 };

/* As it was set up: what lies in the shared memory can be anything by then. */
static struct {
    struct stage_limits limits;
    uint64_t seed;
    uint64_t sizes[STAGES_MAX]; /* of a stage's state */
} made;

/* Bytes of whole pages: what a stage keeps, and its journal. */
static uint64_t
pages(uint64_t size)
{
    return (size + PAGE - 1) & ~(uint64_t)(PAGE - 1);
}

/* Of all stages. */
static uint64_t
wanted(const struct stage_limits *limits)
{
    const uint64_t journal = pages(sizeof(struct undo));
    uint64_t sum = 2 * (journal + PAGE) + pages(defrag_size(&limits->defrag)) +
                   pages(streams_size(&limits->streams));

    for (uint32_t i = 0; i < limits->n_models; i++)
        sum += journal + PAGE +
               pages(flows_size(&limits->models[i].flows, limits->models[i].state_size));
    return sum;
}

static void
set_bounds(struct stage *stage, uint64_t size)
{
    stage->undo->from = stage->state;
    stage->undo->to = stage->undo->from + size;
}

/* State for a stage and its journal, from what is left, which suffices.  NULL with errno set. */
static void *
carve(struct shared *s, uint32_t stage, uint64_t size, uint64_t *used)
{
    const uint64_t journal = pages(sizeof(struct undo));
    struct stage *is = &s->stages[stage];

    size = pages(size);
    is->undo = (struct undo *)(void *)(s->state + *used);
    is->state = s->state + *used + journal;
    is->size = size;
    if (!shared_open_stage(is))
        return NULL;
    set_bounds(is, size);
    made.sizes[stage] = size;
    *used += journal + size + PAGE;
    return is->state;
}

static bool
setup_flows(struct shared *s, const struct stage_limits *limits, uint32_t i, uint64_t seed,
            uint64_t *used)
{
    const struct model_limits *model = &limits->models[i];
    struct flows *state = carve(s, s->n_stages, flows_size(&model->flows, model->state_size), used);

    if (!state)
        return false;
    flows_setup(state, &model->flows, model->state_size, limits->streams.closed_wait, seed);
    s->stages[s->n_stages++].plugin = model->plugin;
    return true;
}

static bool
setup_all(struct shared *s, const struct stage_limits *limits, uint64_t seed)
{
    uint64_t used = 0;
    void *defrag = carve(s, STAGE_DEFRAG, defrag_size(&limits->defrag), &used);
    void *streams =
        defrag ? carve(s, STAGE_STREAMS, streams_size(&limits->streams), &used) : NULL;

    if (!streams)
        return false;
    defrag_setup(defrag, &limits->defrag, seed);
    streams_setup(streams, &limits->streams, seed);
    s->n_stages = STAGE_FLOWS;
    for (uint32_t i = 0; i < limits->n_models; i++)
        if (!setup_flows(s, limits, i, seed, &used))
            return false;
    return true;
}

bool
stages_setup(struct shared *s, const struct stage_limits *limits)
{
    const unsigned long long mebibytes = (wanted(limits) + (1 << 20) - 1) >> 20;
    uint64_t seed = 0;

    if (mebibytes > s->state_size >> 20) {
        say_error("the limits for streams and flows ask for %llu MiB, and there is room for %llu: "
                  "lower max_flows, max-streams or stream-memory%s",
                  mebibytes, (unsigned long long)(s->state_size >> 20),
                  s->state_size < STATE_MAX ? ", or raise the limit of memory (ulimit -v)" : "");
        return false;
    }
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) < 0)
        seed = (uintptr_t)&seed; /* early at boot: no secret, but no reason to stop */
    made.limits = *limits;
    made.seed = seed;
    s->dissect = limits->dissect;
    s->dissect.seed = seed;
    if (setup_all(s, limits, seed))
        return true;
    say_error("no memory for streams and flows, which ask for %llu MiB: %s: lower max_flows, "
              "max-streams or stream-memory",
              mebibytes, strerror(errno));
    return false;
}

bool
stages_anew(struct shared *s, uint32_t stage)
{
    struct stage *is = &s->stages[stage];
    uint8_t *begin = (uint8_t *)is->undo;

    if ((stage != STAGE_DEFRAG && stage != STAGE_STREAMS) || !made.sizes[stage] || !begin)
        return false;
    /* Given back, memory is zeros again. */
    if (madvise(begin, (size_t)((uint8_t *)is->state - begin) + made.sizes[stage], MADV_REMOVE))
        return false;
    set_bounds(is, made.sizes[stage]);
    if (stage == STAGE_DEFRAG)
        defrag_setup(is->state, &made.limits.defrag, made.seed);
    else
        streams_setup(is->state, &made.limits.streams, made.seed);
    return true;
}
