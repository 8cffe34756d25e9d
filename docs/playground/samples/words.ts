import type { LanguageCode } from "../languages.js";

/** What the sample items say, as HTML that a template would make. */
export interface SampleWords {
  readonly mention: string;
  readonly comments: string;
  readonly exported: string;
  readonly invoice: string;
  readonly invitation: string;
  readonly reply: string;
  readonly open: string;
}

/** The same in every language of the widget: a workflow's templates know their reader's language. */
export const WORDS: Readonly<Record<LanguageCode, SampleWords>> = {
  en: {
    mention: "<strong>Grace Hopper</strong> mentioned you in <em>Launch plan</em>",
    comments: "<strong>Ada Lovelace</strong> and 4 others commented on <em>Budget 2027</em>",
    exported: "Your export is ready to be downloaded.",
    invoice: "Invoice <strong>INV-2041</strong> is due in three days.",
    invitation: "<strong>Alan Turing</strong> invited you to the team <em>Research</em>",
    reply: "Reply",
    open: "Open document",
  },
  de: {
    mention: "<strong>Grace Hopper</strong> hat dich in <em>Einführungsplan</em> erwähnt",
    comments: "<strong>Ada Lovelace</strong> und 4 weitere haben <em>Haushalt 2027</em> kommentiert",
    exported: "Dein Export kann jetzt heruntergeladen werden.",
    invoice: "Die Rechnung <strong>INV-2041</strong> ist in drei Tagen fällig.",
    invitation: "<strong>Alan Turing</strong> hat dich in das Team <em>Forschung</em> eingeladen",
    reply: "Antworten",
    open: "Dokument öffnen",
  },
  es: {
    mention: "<strong>Grace Hopper</strong> te mencionó en <em>Plan de lanzamiento</em>",
    comments: "<strong>Ada Lovelace</strong> y 4 personas más comentaron en <em>Presupuesto 2027</em>",
    exported: "Tu exportación está lista para descargar.",
    invoice: "La factura <strong>INV-2041</strong> vence en tres días.",
    invitation: "<strong>Alan Turing</strong> te invitó al equipo <em>Investigación</em>",
    reply: "Responder",
    open: "Abrir documento",
  },
  fr: {
    mention: "<strong>Grace Hopper</strong> vous a mentionné dans <em>Plan de lancement</em>",
    comments: "<strong>Ada Lovelace</strong> et 4 autres ont commenté <em>Budget 2027</em>",
    exported: "Votre export est prêt à être téléchargé.",
    invoice: "La facture <strong>INV-2041</strong> arrive à échéance dans trois jours.",
    invitation: "<strong>Alan Turing</strong> vous a invité dans l’équipe <em>Recherche</em>",
    reply: "Répondre",
    open: "Ouvrir le document",
  },
  it: {
    mention: "<strong>Grace Hopper</strong> ti ha menzionato in <em>Piano di lancio</em>",
    comments: "<strong>Ada Lovelace</strong> e altri 4 hanno commentato <em>Bilancio 2027</em>",
    exported: "La tua esportazione è pronta da scaricare.",
    invoice: "La fattura <strong>INV-2041</strong> scade tra tre giorni.",
    invitation: "<strong>Alan Turing</strong> ti ha invitato nel team <em>Ricerca</em>",
    reply: "Rispondi",
    open: "Apri documento",
  },
  nl: {
    mention: "<strong>Grace Hopper</strong> heeft je genoemd in <em>Lanceringsplan</em>",
    comments: "<strong>Ada Lovelace</strong> en 4 anderen reageerden op <em>Begroting 2027</em>",
    exported: "Je export staat klaar om te downloaden.",
    invoice: "Factuur <strong>INV-2041</strong> vervalt over drie dagen.",
    invitation: "<strong>Alan Turing</strong> heeft je uitgenodigd voor het team <em>Onderzoek</em>",
    reply: "Antwoorden",
    open: "Document openen",
  },
  pl: {
    mention: "<strong>Grace Hopper</strong> wspomina o Tobie w <em>Plan startu</em>",
    comments: "<strong>Ada Lovelace</strong> i 4 inne osoby komentują <em>Budżet 2027</em>",
    exported: "Twój eksport jest gotowy do pobrania.",
    invoice: "Termin faktury <strong>INV-2041</strong> mija za trzy dni.",
    invitation: "<strong>Alan Turing</strong> zaprasza Cię do zespołu <em>Badania</em>",
    reply: "Odpowiedz",
    open: "Otwórz dokument",
  },
  pt: {
    mention: "<strong>Grace Hopper</strong> mencionou você em <em>Plano de lançamento</em>",
    comments: "<strong>Ada Lovelace</strong> e outras 4 pessoas comentaram em <em>Orçamento 2027</em>",
    exported: "Sua exportação está pronta para ser baixada.",
    invoice: "A fatura <strong>INV-2041</strong> vence em três dias.",
    invitation: "<strong>Alan Turing</strong> convidou você para a equipe <em>Pesquisa</em>",
    reply: "Responder",
    open: "Abrir documento",
  },
  ar: {
    mention: "أشارت إليك <strong>غريس هوبر</strong> في <em>خطة الإطلاق</em>",
    comments: "علّقت <strong>آدا لوفليس</strong> و4 آخرون على <em>ميزانية 2027</em>",
    exported: "ملف التصدير جاهز للتنزيل.",
    invoice: "تستحق الفاتورة <strong>INV-2041</strong> خلال ثلاثة أيام.",
    invitation: "دعاك <strong>آلان تورينغ</strong> إلى فريق <em>الأبحاث</em>",
    reply: "رد",
    open: "فتح المستند",
  },
  he: {
    mention: "<strong>גרייס הופר</strong> הזכירה אותך ב<em>תוכנית ההשקה</em>",
    comments: "<strong>עדה לאבלייס</strong> ועוד 4 הגיבו על <em>תקציב 2027</em>",
    exported: "הייצוא שלך מוכן להורדה.",
    invoice: "חשבונית <strong>INV-2041</strong> לתשלום בעוד שלושה ימים.",
    invitation: "<strong>אלן טיורינג</strong> הזמין אותך לצוות <em>מחקר</em>",
    reply: "תגובה",
    open: "פתיחת המסמך",
  },
  ja: {
    mention: "<strong>Grace Hopper</strong>さんが<em>ローンチ計画</em>であなたにメンションしました",
    comments: "<strong>Ada Lovelace</strong>さん他4人が<em>2027年度予算</em>にコメントしました",
    exported: "エクスポートをダウンロードできます。",
    invoice: "請求書<strong>INV-2041</strong>の支払期限は3日後です。",
    invitation: "<strong>Alan Turing</strong>さんがチーム<em>リサーチ</em>に招待しました",
    reply: "返信",
    open: "文書を開く",
  },
  zh: {
    mention: "<strong>Grace Hopper</strong> 在<em>发布计划</em>中提到了你",
    comments: "<strong>Ada Lovelace</strong> 和其他 4 人评论了<em>2027 年预算</em>",
    exported: "你的导出文件可以下载了。",
    invoice: "发票 <strong>INV-2041</strong> 三天后到期。",
    invitation: "<strong>Alan Turing</strong> 邀请你加入团队<em>研究</em>",
    reply: "回复",
    open: "打开文档",
  },
};
