import type { MailLanguage } from '../communications/words';
import { htmlPage } from './page';

/** Why somebody was not let in. */
export type SignInFault = 'wrong' | 'notAdministrator';

interface SignInWords {
  readonly title: string;
  readonly what: string;
  readonly email: string;
  readonly password: string;
  readonly signIn: string;
  readonly signOut: string;
  readonly signOutTitle: string;
  readonly faults: Readonly<Record<SignInFault, string>>;
}

const words: Readonly<Record<MailLanguage, SignInWords>> = {
  en: {
    title: 'Sign in',
    what: 'The queues show what this installation still has to do, and what it could not do. They are for administrators.',
    email: 'E-mail address',
    password: 'Password',
    signIn: 'Sign in',
    signOut: 'Sign out',
    signOutTitle: 'Sign out of the queues?',
    faults: {
      wrong: 'The address or the password is wrong.',
      notAdministrator: 'This account may not see the queues: it is not an administrator’s.',
    },
  },
  ru: {
    title: 'Вход',
    what: 'В очередях видно, что системе ещё предстоит сделать и что сделать не удалось. Доступ есть только у администраторов.',
    email: 'Адрес электронной почты',
    password: 'Пароль',
    signIn: 'Войти',
    signOut: 'Выйти',
    signOutTitle: 'Закончить работу с очередями?',
    faults: {
      wrong: 'Неверный адрес или пароль.',
      notAdministrator: 'Этой учётной записи очереди не видны: она не принадлежит администратору.',
    },
  },
  zh: {
    title: '登录',
    what: '任务队列显示系统尚待完成以及未能完成的工作，仅限管理员查看。',
    email: '电子邮箱',
    password: '密码',
    signIn: '登录',
    signOut: '退出',
    signOutTitle: '是否退出任务队列？',
    faults: {
      wrong: '邮箱或密码不正确。',
      notAdministrator: '该账户不是管理员账户，无法查看任务队列。',
    },
  },
};

/** The form by which an administrator comes to the queues. What was typed as a password is never shown again. */
export function signInPage(language: MailLanguage, email = '', fault?: SignInFault): string {
  const own = words[language];
  return htmlPage(
    own.title,
    language,
    <>
      <h1>{own.title}</h1>
      <p>{own.what}</p>
      {fault && (
        <p class="fault" role="alert">
          {own.faults[fault]}
        </p>
      )}
      <form class="panel" method="post" action="/sign-in">
        <label for="email">{own.email}</label>
        <input id="email" name="email" type="email" autocomplete="username" required value={email} />
        <label for="password">{own.password}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button class="button" type="submit">
          {own.signIn}
        </button>
      </form>
    </>,
  );
}

/** Asks whether somebody wants to go: what an address alone does changes nothing. */
export function signOutPage(language: MailLanguage): string {
  const own = words[language];
  return htmlPage(
    own.signOut,
    language,
    <>
      <h1>{own.signOutTitle}</h1>
      <form method="post" action="/queues/sign-out">
        <button class="button" type="submit">
          {own.signOut}
        </button>
      </form>
    </>,
  );
}
