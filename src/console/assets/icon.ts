/** The gate, on a rounded square that shows on any tab. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6b63"/><path d="M7 26V14a9 9 0 0 1 18 0v12M12 26V16a4 4 0 0 1 8 0v10M5 26h22" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
