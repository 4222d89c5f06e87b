// Words of signing in and of the administration of accounts.

export const ACCESS = {
  zh: {
    signIn: "登录",
    signOut: "退出",
    signedInAs: "{name}，退出登录",
    signOn: "用单位统一登录",
    userName: "用户名",
    password: "密码",
    byKey: "用管理员密钥登录",
    adminKey: "首次运行时终端上显示的密钥",
    noAccounts: "还没有账户。请在服务器上运行 youju users add 名称 --role admin。",
    openHere: "还没有账户：只对本机开放，您是本机管理员。",
    refused_unknown: "您的统一登录身份在这里没有账户，请联系管理员。",
    refused_failed: "统一登录没有完成，请再试一次。",
  },
  en: {
    signIn: "Sign in",
    signOut: "Sign out",
    signedInAs: "{name}, sign out",
    signOn: "Use the office's single sign-on",
    userName: "User name",
    password: "Password",
    byKey: "Sign in with the administrator's key",
    adminKey: "The key shown on the terminal at the first run",
    noAccounts: "There is no account yet. On the server run: youju users add NAME --role admin",
    openHere: "No account yet: open to this machine alone, and you are its administrator.",
    refused_unknown: "Your single sign-on has no account here. Ask an administrator.",
    refused_failed: "The single sign-on did not finish. Please try again.",
  },
};
