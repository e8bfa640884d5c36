import { type Connection, Refusal } from './connection';
import { handOver } from './hand-over';
import { Journal } from './journal';
import { say, useLanguage } from './language';
import { Outbox, type SaveState, type Stopped } from './outbox';
import { OwnWindow, keepOwnWindow, wantsOwnWindow } from './own-window';
import type { Quiz } from './quiz/quiz';
import { Unit } from './unit';
import { Stage, addressOf, isElsewhere } from './stage';
import { askForCode, keepExitUrl, rememberApp, tellApp } from './surroundings';
import type { Actions, Model } from './view/model';
import { choosePage, endPage, failurePage, leftPage, lessonWindowPage, previewEndPage, waitingPage, windowPage } from './view/pages';
import { Panel, type PanelKind } from './view/panel';
import type { Shell } from './view/shell';
import { Visit } from './visit';
import type { CommitAnswer, Delivery, Launch, NavigationRequest } from './wire';

/** Waiting is worth a page only after this long. */
const PATIENCE = 300;

/** One launch of one attempt on the screen: what is shown, what is asked for, what the server says to it. */
export class Attempt {
  readonly #stage: Stage;
  readonly #outbox: Outbox;
  readonly #panel = new Panel((kind) => void this.#reopen(kind));
  readonly #model: Model;
  readonly #window = new OwnWindow(() => this.#windowClosed());
  readonly #looking: boolean;
  private readonly journal: Journal;
  #visit: Visit | null = null;
  #quiz: Quiz | null = null;
  #unit: Unit | null = null;
  #leaving = false;
  #suspending = false;

  constructor(
    private readonly shell: Shell,
    private readonly connection: Connection,
    journal: Journal,
    launch: Launch
  ) {
    this.#looking = launch.mode === 'review' || launch.mode === 'browse';
    // What is said while looking must not be taken for work that was left behind.
    this.journal = this.#looking ? Journal.none() : journal;
    document.body.append(this.#panel.element);
    this.#stage = new Stage(shell.place);
    this.#outbox = this.#makeOutbox(launch);
    this.#model = {
      launch,
      sequencing: launch.sequencing,
      delivery: null,
      ended: launch.ended,
      moving: false,
      visitClosed: false,
      answering: false,
      save: { kind: 'idle' },
      ownWindow: wantsOwnWindow()
    };
    this.#knowApp(launch);
    this.#watchPage();
  }

  /** Hands over what this device still holds, then shows where the learner is. */
  async begin(): Promise<void> {
    const { launch } = this.#model;
    this.shell.render(this.#model);
    // A journal of before waits for the next launch that learns.
    const remains = await this.journal.remains(launch.attempt, launch.launch);
    const { answer, keptAside } = await handOver(remains, this.connection, this.journal, () =>
      this.shell.page(waitingPage(true))
    );
    if (keptAside) this.shell.notice(say('player.notice.kept_aside'));
    if (answer) this.#take(answer);
    if (launch.ended || answer?.ended) return this.#end();
    const delivery = answer?.delivery ?? launch.delivery;
    if (delivery) await this.#deliver(delivery);
    else this.#choose((answer ?? launch).exception?.message ?? null);
  }

  /** What the header, the outline and the bar ask for. */
  readonly actions: Actions = {
    go: (request, target) => void this.#go(request, target),
    retry: () => this.#outbox.urge(),
    language: (locale) => void useLanguage(locale).then(() => this.shell.translate()),
    ownWindow: (wanted) => this.#wantWindow(wanted)
  };

  focusContent(): void {
    if (this.#window.open) this.#window.front();
    else if (this.#quiz) this.#quiz.focus();
    else this.#stage.focus();
  }

  #makeOutbox(launch: Launch): Outbox {
    return new Outbox({
      attempt: launch.attempt,
      launch: launch.launch,
      nextNumber: launch.next_number,
      connection: this.connection,
      journal: this.journal,
      onState: (state) => this.#saved(state),
      onAnswer: (answer) => void this.#heard(answer),
      onStopped: (why) => void this.#stopped(why)
    });
  }

  #saved(state: SaveState): void {
    if (this.#looking) return;
    this.#model.save = state;
    this.shell.save(state);
  }

  #knowApp(launch: Launch): void {
    rememberApp(launch.exit_url);
    keepExitUrl(launch.exit_url);
  }

  #watchPage(): void {
    window.addEventListener('pagehide', () => this.#leave());
    window.addEventListener('online', () => this.#outbox.urge());
    // A page that comes back from the browser's memory has said goodbye already: it begins anew.
    window.addEventListener('pageshow', (event) => event.persisted && location.reload());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'hidden' || this.#leaving) return;
      this.#visit?.flush();
      this.#outbox.urge();
    });
  }

  /**
   * The content goes first, so that what it says in `pagehide` and `unload` is still heard; then everything that the
   * server has not acknowledged leaves in one request.
   */
  #leave(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#stage.removeNow();
    this.#window.closeNow();
    this.#visit?.close();
    this.#outbox.shipAtExit();
  }

  async #deliver(delivery: Delivery): Promise<void> {
    // A quiz that was still being loaded when the learner went on has come meanwhile.
    this.#quiz?.close();
    this.#quiz = null;
    this.#model.delivery = delivery;
    this.#model.visitClosed = false;
    this.#visit = new Visit({
      delivery,
      standard: this.#model.launch.runtime,
      open: () => this.#outbox.stopped !== 'taken_over' && this.#outbox.stopped !== 'refused',
      alive: () => this.#outbox.stopped === null,
      add: (draft) => this.#outbox.add(draft),
      onTerminated: () => this.#terminated()
    });
    this.shell.page(null);
    this.shell.render(this.#model);
    if (delivery.kind === 'quiz') return this.#playQuiz(delivery);
    if (delivery.kind === 'unit') return this.#playUnit(delivery);
    if (this.#model.ownWindow || isElsewhere(delivery)) return this.#offerWindow(delivery);
    try {
      const loaded = this.#stage.load(delivery, this.#model.launch.course.reading);
      this.#stage.focus();
      await loaded;
    } catch (error) {
      console.error(error);
      this.shell.page(failurePage('content', this.#model.launch.exit_url, null));
    }
  }

  #wantWindow(wanted: boolean): void {
    this.#model.ownWindow = wanted;
    keepOwnWindow(wanted);
    this.shell.render(this.#model);
    this.shell.notice(say(wanted ? 'player.window.on' : 'player.window.off'));
  }

  /** A window opens in the learner's click alone; this page stays behind it and says so. */
  #offerWindow(delivery: Delivery, blocked = false): void {
    const open = (): void => {
      if (!this.#window.show(addressOf(delivery).href)) return this.#offerWindow(delivery, true);
      this.shell.page(
        lessonWindowPage('open', [
          ['player.window.front', () => this.#window.front()],
          ['player.window.close', () => void this.#closeWindow()]
        ]),
        false
      );
    };
    this.shell.page(lessonWindowPage(blocked ? 'blocked' : 'waiting', [['player.window.start', open]]));
  }

  async #closeWindow(): Promise<void> {
    await this.#window.close();
    this.#windowClosed();
  }

  /** The content has gone with its window; whatever it said is on its way. */
  #windowClosed(): void {
    if (this.#leaving || this.#model.moving || this.#model.ended) return;
    const activity = this.#visit?.activity;
    this.#visit?.close();
    this.#model.visitClosed = true;
    this.#outbox.urge();
    this.shell.render(this.#model);
    const again = activity !== undefined && this.#model.sequencing.valid.choice[activity] === true;
    this.shell.page(lessonWindowPage('closed', again ? [['player.window.again', () => void this.#go('choice', activity)]] : []));
  }

  /** Quizzes are the player's own; what they need is loaded with the first. */
  async #playQuiz(delivery: Delivery): Promise<void> {
    try {
      const { Quiz } = await import('./quiz/quiz');
      if (this.#model.delivery !== delivery) return;
      this.#quiz = new Quiz({
        place: this.shell.place,
        connection: await this.#quizDesk(delivery.activity),
        activity: delivery.activity,
        kept: this.#model.launch.mode !== 'browse',
        onState: (state) => this.#saved(state),
        onAnswering: (answering) => {
          this.#model.answering = answering;
          this.shell.render(this.#model);
        },
        onSubmitted: (answer) => {
          if (answer.sequencing && answer.sequencing !== 'unchanged') this.#model.sequencing = answer.sequencing;
          this.shell.render(this.#model);
        },
        onTakenOver: () => this.#panel.show('taken_over', this.#model.launch.exit_url)
      });
      await this.#quiz.open();
    } catch (error) {
      console.error(error);
      if (this.#model.delivery !== delivery) return;
      this.shell.page(failurePage('line', this.#model.launch.exit_url, () => void this.#deliver(delivery)));
    }
  }

  /** In a preview the page asks and marks a quiz by itself: no attempt at it is ever written. */
  async #quizDesk(activity: string): Promise<Pick<Connection, 'ask'>> {
    if (this.#model.launch.mode !== 'browse') return this.connection;
    const { previewDesk } = await import('./quiz/preview');
    return previewDesk(this.connection, activity, (sequencing) => {
      this.#model.sequencing = sequencing;
      this.shell.render(this.#model);
    });
  }

  /** A unit of cmi5 talks to the record itself; the outline learns of it by asking. */
  async #playUnit(delivery: Delivery): Promise<void> {
    const unit = new Unit({
      delivery,
      language: this.#model.launch.course.reading,
      stage: this.#stage,
      connection: this.connection,
      onOwnWindow: (open) => this.shell.page(windowPage(open)),
      onSequencing: (sequencing) => {
        this.#model.sequencing = sequencing;
        this.shell.render(this.#model);
      },
      onReturned: () => void this.#unitReturned()
    });
    this.#unit = unit;
    try {
      await unit.open();
    } catch (error) {
      console.error(error);
      if (this.#unit !== unit) return;
      this.shell.page(failurePage('line', this.#model.launch.exit_url, () => void this.#deliver(delivery)));
    }
  }

  /** A unit that is done leaves its place to the next one, or to the end; one that was left half-way is kept. */
  async #unitReturned(): Promise<void> {
    const { delivery, moving, sequencing } = this.#model;
    if (!delivery || moving || this.#leaving) return;
    const done = this.#looking || sequencing.activities[delivery.activity]?.completion === 'completed';
    if (!done) return this.#go('suspend_all', null);
    await this.#go(sequencing.valid.continue ? 'continue' : 'exit_all', null);
  }

  /** Lets what is shown go, the content with its farewells. */
  async #clear(): Promise<void> {
    this.#quiz?.close();
    this.#quiz = null;
    await this.#window.close();
    await this.#stage.clear();
    this.#unit?.close();
    this.#unit = null;
  }

  /** The content has ended by itself; if it asked to go somewhere, the server's answer says where. */
  #terminated(): void {
    this.#model.visitClosed = true;
    if (this.#leaving || this.#model.moving) return;
    this.#outbox.urge();
    this.shell.render(this.#model);
    if (this.#isAlone()) this.shell.notice(say('player.notice.through'));
  }

  #isAlone(): boolean {
    const { valid } = this.#model.sequencing;
    return !valid.continue && !valid.previous && Object.keys(this.#model.sequencing.activities).length <= 2;
  }

  async #go(request: NavigationRequest, target: string | null): Promise<void> {
    if (this.#model.moving || this.#model.ended) return;
    const visit = this.#visit;
    this.#move(true);
    this.shell.notice(null);
    visit?.flush();
    if (!((await this.#quiz?.settle()) ?? true) || !(await this.#outbox.settle())) {
      this.#move(false);
      if (request === 'exit_all' || request === 'suspend_all') await this.#leaveWithoutLine();
      else if (this.#outbox.stopped === null) this.shell.notice(say('player.notice.no_line'));
      return;
    }
    // Meanwhile the content may have ended and the server moved on: then the wish was about what is gone.
    if (this.#visit !== visit || this.#model.ended) return this.#move(false);
    await this.#leaveVisit(request, target);
  }

  async #leaveVisit(request: NavigationRequest, target: string | null): Promise<void> {
    this.#outbox.hold(true);
    this.#suspending = request === 'suspend_all';
    const patience = setTimeout(() => this.shell.page(waitingPage(false)), PATIENCE);
    try {
      await this.#clear();
      this.#visit?.close();
      if (!this.#outbox.pending.some((commit) => commit.visit === this.#visit?.number)) this.#visit?.mark();
      const answer = await this.#outbox.navigate({ request, target }, () => {
        clearTimeout(patience);
        this.shell.page(waitingPage(true), false);
      });
      this.#outbox.hold(false);
      // What loads slowly from here on shows itself as it comes; nothing may be laid over it any more.
      clearTimeout(patience);
      await this.#follow(answer);
    } catch (error) {
      this.#outbox.hold(false);
      if (!(error instanceof Refusal)) console.error(error);
      if (this.#outbox.stopped === 'refused') this.shell.page(failurePage('unknown', this.#model.launch.exit_url, null));
    } finally {
      clearTimeout(patience);
      this.#move(false);
    }
  }

  /** Leaving always works: what the server has not got goes on being sent, and this device's journal holds it. */
  async #leaveWithoutLine(): Promise<void> {
    await this.#clear();
    this.#visit?.close();
    this.#visit = null;
    this.#model.ended = true;
    this.shell.render(this.#model);
    this.shell.page(leftPage(this.#model.launch.exit_url, this.journal.durable));
  }

  #move(moving: boolean): void {
    this.#model.moving = moving;
    this.shell.render(this.#model);
  }

  /** After a navigation: the content is gone, so something has to take its place. */
  async #follow(answer: CommitAnswer): Promise<void> {
    this.#take(answer);
    if (answer.ended) return this.#end();
    if (answer.delivery) return this.#deliver(answer.delivery);
    this.#visit = null;
    this.#choose(answer.exception?.message ?? null);
  }

  /** An answer to commits that were sent in the background. */
  async #heard(answer: CommitAnswer): Promise<void> {
    this.#take(answer);
    if (this.#leaving || this.#model.ended) return;
    const elsewhere = answer.delivery !== null && answer.delivery.visit !== this.#visit?.number;
    const gone = this.#visit?.closed === true && this.#model.sequencing.current === null;
    if (answer.ended || elsewhere || gone) {
      this.#visit = null;
      await this.#clear();
      if (answer.ended) this.#end();
      else if (answer.delivery) await this.#deliver(answer.delivery);
      else this.#choose(answer.exception?.message ?? null);
    } else {
      if (answer.exception) this.shell.notice(answer.exception.message);
      this.shell.render(this.#model);
    }
  }

  #take(answer: CommitAnswer): void {
    if (!answer.sequencing || answer.sequencing === 'unchanged') return;
    this.#model.sequencing = answer.sequencing;
    if (answer.sequencing.current === this.#visit?.activity) this.#visit?.lookAhead(answer.sequencing);
  }

  #choose(message: string | null): void {
    this.#model.delivery = null;
    this.shell.render(this.#model);
    this.shell.page(choosePage(message));
    this.shell.openOutline();
  }

  #end(): void {
    this.#model.ended = true;
    this.#model.delivery = null;
    this.#visit = null;
    this.shell.notice(null);
    this.shell.render(this.#model);
    const { mode, exit_url } = this.#model.launch;
    this.shell.page(mode === 'browse' ? previewEndPage(exit_url) : endPage(this.#model, this.#suspending));
    this.connection.close();
    tellApp({ type: 'vidik:ended', attempt: this.#model.launch.attempt, suspended: this.#suspending });
  }

  async #stopped(why: Stopped): Promise<void> {
    if (this.#leaving || why === 'refused') return;
    const code = why === 'expired' ? await askForCode(3_000) : null;
    if (code && (await this.#goOn(code))) return;
    this.#panel.show(why === 'expired' ? 'signed_out' : 'taken_over', this.#model.launch.exit_url);
  }

  async #reopen(kind: PanelKind): Promise<void> {
    // Another tab or device has gone on: what is on the screen here is old.
    if (kind === 'taken_over') return location.reload();
    const code = await askForCode();
    if (code) await this.#goOn(code);
  }

  /** Goes on under a new launch with the content as it stands, if the server is at the same activity. */
  async #goOn(code: string): Promise<boolean> {
    try {
      const { launch } = await this.connection.exchange(code);
      const old = this.#model.launch.launch;
      this.#visit?.flush();
      this.#outbox.hold(true);
      const commits = this.#outbox.rebase(launch.launch, launch.next_number);
      if (launch.delivery && launch.delivery.activity === this.#visit?.activity) {
        this.#visit.renumber(launch.delivery.visit);
      }
      const left = commits.length > 0 ? [{ launch: old, commits }] : [];
      const { answer, keptAside } = await handOver(left, this.connection, this.journal, () => undefined);
      if (keptAside) this.shell.notice(say('player.notice.kept_aside'));
      this.#model.launch = launch;
      this.#model.sequencing = launch.sequencing;
      if (answer) this.#take(answer);
      this.#panel.show(null, launch.exit_url);
      this.#outbox.hold(false);
      await this.#resume(answer?.delivery ?? launch.delivery);
      return true;
    } catch (error) {
      console.error(error);
      return false;
    }
  }

  async #resume(delivery: Delivery | null): Promise<void> {
    const visit = this.#visit;
    const shown = this.#stage.occupied || this.#window.open || this.#quiz || this.#unit;
    if (shown && visit && !visit.closed && delivery?.activity === visit.activity) {
      visit.renumber(delivery.visit);
      this.shell.render(this.#model);
      return;
    }
    await this.#clear();
    if (delivery) await this.#deliver(delivery);
    else this.#choose(null);
  }
}
