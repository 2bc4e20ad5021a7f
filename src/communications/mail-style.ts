/** Colours and type of mails; contrast with white is at least 4.5 to 1. */
export const mailStyle = {
  font: "-apple-system,'Segoe UI',Roboto,'Noto Sans','PingFang SC','Microsoft YaHei','Noto Sans SC',Arial,sans-serif",
  ink: '#1c2733',
  quiet: '#5a6774',
  accent: '#17456e',
  rule: '#dfe5eb',
  ground: '#f3f5f8',
} as const;
